import type { Plan } from '../../plan/matrix/types.js';
import type { RunEvent } from './events.js';
import { withGpu } from './gpuLock.js';
import type { GpuUse } from './gpuLock.js';
import { lookUp, lookUpProbe } from './references.js';

export interface TurnOptions extends Pick<GpuUse, 'gpus'> {
  readonly plan: Pick<Plan, 'references' | 'probes'>;
  readonly signal?: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
}

/**
 * Runs the task on a backend of the plan, when its GPU is free; says in a notice that it waits. Returns undefined when the
 * signal ended the waiting.
 */
export function takeTurnOnGpu<Result>(
  { name, device }: { readonly name: string; readonly device: string },
  { plan, gpus, signal, onEvent }: TurnOptions,
  task: () => Promise<Result>,
): Promise<Result | undefined> {
  return withGpu(
    {
      backend: lookUp(plan.references.backends, name),
      device,
      availability: lookUpProbe(plan.probes, name, device),
      gpus,
    },
    { ...(signal && { signal }), onWait: (message) => onEvent({ type: 'notice', message }) },
    task,
  );
}
