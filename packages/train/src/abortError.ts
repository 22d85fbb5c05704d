/** Thrown after the last step was saved when the signal asked for a stop. */
export class AbortError extends Error {
  override readonly name = 'AbortError';
}
