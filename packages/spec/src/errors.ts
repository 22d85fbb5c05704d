/**
 * A mistake that the user can mend: the message says what happened, the remedy what to do.
 * Printed without a stack trace; the program exits with code 2.
 */
export class UserError extends Error {
  override readonly name = 'UserError';

  constructor(
    /** The room or plugin that speaks, as it stands in brackets: `backend-onnxruntime`. */
    readonly room: string,
    /** What happened, in one sentence with a full stop; names the value that was given. */
    readonly problem: string,
    /** What to do about it, in one sentence or command; lists the valid choices where there are any. */
    readonly remedy: string,
    options?: { readonly cause?: unknown },
  ) {
    super(`[convbench] [${room}] ${problem} ${remedy}`, options);
  }
}

/** Narrows a caught value to a user's mistake, also across duplicated copies of this package. */
export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && error.name === 'UserError' && 'remedy' in error;
}
