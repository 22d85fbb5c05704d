import { firstOf } from '@convbench/spec';

/** Why parity is not measured: 'operators HardSwish, Resize are not interpreted by the reference'. */
export function uninterpretedText(operators: readonly string[]): string {
  const names = firstOf(operators, 6);
  return operators.length === 1
    ? `the operator ${names} is not interpreted by the reference`
    : `the operators ${names} are not interpreted by the reference`;
}
