/** Looks at a measuring process from outside, at the borders of its phases and in between. */
export interface PhaseWatch<Result> {
  /**
   * The process has entered the phase; it waits until this returns. A process that takes turns is in 'steady state'
   * while it has its turn and 'waiting' in between.
   */
  onPhase(phase: string, pid: number): void;
  /** The process is gone, or nothing more is wanted. */
  end(): Result;
}

const beforeOrInSteadyState = new Set([
  'start',
  'runtime load',
  'load',
  'first inference',
  'warm-up',
  'steady state',
  'waiting',
]);

/** Whatever a cell does then is no part of its figures of time, memory and energy. */
export function isAfterSteadyState(phase: string): boolean {
  return !beforeOrInSteadyState.has(phase);
}
