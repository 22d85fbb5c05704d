import type { Failure } from '@convbench/spec';

/** 'killed in steady state (SIGKILL)' */
export function failureText(failure: Failure): string {
  const how = {
    threw: 'failed',
    'timed-out': 'ran out of time',
    exited: 'exited',
    killed: 'was killed',
    'out-of-memory': 'ran out of memory',
    'not-trained': 'was not trained',
    'parity-failed': 'computes wrongly',
  }[failure.kind];
  const detail =
    failure.signal ??
    (failure.exitCode === undefined ? undefined : `exit code ${failure.exitCode}`);
  return `${how} in ${failure.phase}${detail === undefined ? '' : ` (${detail})`}`;
}
