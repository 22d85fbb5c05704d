import { UserError, firstOf } from '@convbench/spec';
import { CellFailure } from '../../../base/errors.js';

export interface WrongParts {
  readonly backend: string;
  readonly device: string;
  /** What was looked at, in the plural: 'gradients'. */
  readonly what: string;
  /** How many of them. */
  readonly of: number;
  /** Those that are wrong, by name. */
  readonly wrong: readonly string[];
  readonly remedy: string;
}

/** Throws a `CellFailure` that names what a device computes wrongly, if there is any. */
export function refuseWrong({ backend, device, what, of, wrong, remedy }: WrongParts): void {
  if (wrong.length === 0) return;
  throw new CellFailure(
    'parity-failed',
    new UserError(
      `backend-${backend}`,
      `The device ${device} computes ${wrong.length} of ${of} ${what} wrongly: ${firstOf(wrong, 5, '; ')}.`,
      `${remedy}; newer versions of the driver or the engine may be right.`,
    ),
  );
}
