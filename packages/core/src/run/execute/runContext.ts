import type { Plan, PlannedCell } from '../../plan/matrix/types.js';
import { isGpu } from '../../plan/matrix/isGpu.js';
import type { BackendProbe } from '../../plan/matrix/types.js';
import type { PluginReference } from '../../plan/plugins/types.js';
import type { RecordStore } from '../../store/recordStore.js';
import type { Executor, GpuPlace, TaskContext } from '../tasks/executor.js';
import type { RunEvent } from './events.js';
import type { Done } from './runState.js';
import type { TimeLeft } from './timeLeft.js';

/** What every stage of a run is given. */
export interface RunContext {
  readonly plan: Plan;
  readonly runDirectory: string;
  readonly executor: Executor;
  readonly store: RecordStore;
  /** Grows as records are written. */
  readonly done: Done;
  readonly timeLeft: TimeLeft;
  readonly checkpointEverySeconds: number;
  /** Always there; where nobody can stop the run it is never aborted. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
}

/** A task whose news, but for notices, nobody listens to. */
export function quietly({ signal, onEvent }: Pick<RunContext, 'signal' | 'onEvent'>): TaskContext {
  return {
    signal,
    onEvent: (event) => {
      if (event.type === 'notice') onEvent(event);
    },
  };
}

/** A plan's reference to a plugin; a plan without it was put together wrongly. */
export function lookUp(
  references: Readonly<Record<string, PluginReference>>,
  name: string,
): PluginReference {
  const reference = references[name];
  if (reference === undefined) throw new Error(`The plan has no plugin for '${name}'.`);
  return reference;
}

type Place = Pick<PlannedCell['cell']['backend'], 'name' | 'device'>;

/** What a plan's probe found of a device. */
export function lookUpProbe({ probes }: Plan, { name, device }: Place): BackendProbe {
  const found = probes.find((probe) => probe.name === name && probe.device === device);
  if (found === undefined) throw new Error(`The plan has not probed ${name} on ${device}.`);
  return found;
}

/** The GPU that computes on a device of the plan, for a task that needs it for itself. */
export function gpuOf(plan: Plan, place: Place): GpuPlace | undefined {
  if (!isGpu(lookUpProbe(plan, place))) return undefined;
  return { backend: lookUp(plan.references.backends, place.name), device: place.device };
}
