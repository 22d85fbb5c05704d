import type { PlanEvent } from '@convbench/core';
import { describeFetch } from './describeFetch.js';
import { liveLine } from './liveLine.js';
import type { Output } from './output.js';

export interface PlanProgress {
  readonly onEvent: (event: PlanEvent) => void;
  readonly stop: () => void;
}

/** Shows what a plan is being checked for. */
export function planProgress(output: Output, quiet: boolean): PlanProgress {
  if (quiet) return { onEvent: () => undefined, stop: () => undefined };
  const line = liveLine(output);
  return { onEvent: (event) => line.update(describe(event)), stop: line.stop };
}

function describe(event: PlanEvent): string {
  switch (event.type) {
    case 'checking-architecture':
      return `Checking architecture ${event.id}`;
    case 'probing-backend':
      return `Probing backend ${event.name} on ${event.device}`;
    case 'checking-dataset':
      return `Checking data set ${event.name}`;
    case 'fetching-dataset':
      return `Data set ${event.name}: ${describeFetch(event.progress)}`;
  }
}
