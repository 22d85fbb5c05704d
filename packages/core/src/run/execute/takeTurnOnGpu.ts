import type { Plan } from '../../plan/matrix/types.js';
import type { RunEvent } from './events.js';
import { withGpu } from './gpuLock.js';
import type { GpuUse } from './gpuLock.js';
import { isGpu } from '../../plan/matrix/isGpu.js';
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
  const probe = lookUpProbe(plan.probes, name, device);
  return withGpu(
    {
      backend: lookUp(plan.references.backends, name),
      device,
      isGpu: probe !== undefined && isGpu(probe),
      gpus,
    },
    { ...(signal && { signal }), onWait: (message) => onEvent({ type: 'notice', message }) },
    task,
  );
}
