import { affinityOf, startThrottleWatch } from '@convbench/measure';
import type { ThrottleWatch } from '@convbench/measure';
import { isAfterSteadyState } from './phaseWatch.js';
import type { PhaseWatch } from './phaseWatch.js';

/** Whether the processor was slowed down during steady state: how that shows, or undefined. */
export function watchThrottling(): PhaseWatch<string | undefined> {
  let watch: ThrottleWatch | undefined;
  let throttled: string | undefined;
  const stop = () => {
    const facts = watch?.stop();
    if (facts !== undefined && 'throttled' in facts) throttled = facts.throttled;
    watch = undefined;
  };
  return {
    onPhase: (phase, pid) => {
      if (phase === 'steady state') watch ??= startThrottleWatch(affinityOf(pid) ?? []);
      else if (isAfterSteadyState(phase)) stop();
    },
    end: () => {
      stop();
      return throttled;
    },
  };
}
