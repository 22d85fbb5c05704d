import { startCpuWatch } from '@convbench/measure';
import type { CpuWatch } from '@convbench/measure';
import type { Contention } from '@convbench/spec';
import { isAfterSteadyState } from './phaseWatch.js';
import type { PhaseWatch } from './phaseWatch.js';

/** Who used the processor during the turns of a process. */
export function watchContention(): PhaseWatch<Contention> {
  const never = { notMeasured: 'the process ended before steady state was over' };
  let watch: CpuWatch | undefined;
  let shares: Contention = { ownShare: never, otherShare: never };
  return {
    onPhase: (phase, pid) => {
      if (phase === 'steady state') {
        watch ??= startCpuWatch(pid);
        watch.go();
      } else if (phase === 'waiting') watch?.pause();
      else if (isAfterSteadyState(phase) && watch !== undefined) {
        shares = watch.shares();
        watch = undefined;
      }
    },
    end: () => shares,
  };
}
