import { UserError } from '@convbench/spec/plain';

/** Of a file that is not what its first bytes promise. */
export function damaged(problem: string, options?: { readonly cause: unknown }): UserError {
  return new UserError(
    'formats',
    `The PyTorch file ${problem}.`,
    'Check that it was copied completely, or save it again.',
    options,
  );
}

/** Of a file that asks for more than reading tensors. */
export function refused(problem: string): UserError {
  return new UserError(
    'formats',
    `The PyTorch file ${problem}; nothing of it is executed here, and only tensors are read.`,
    'Save the weights alone: torch.save(model.state_dict(), path), or as safetensors.',
  );
}
