import type { LoadedConfig } from '../plan/config/types.js';
import { planMatrix } from '../plan/matrix/planMatrix.js';
import type { PlanMatrixOptions } from '../plan/matrix/planMatrix.js';
import type { Plan } from '../plan/matrix/types.js';
import type { PluginSet } from '../plan/plugins/types.js';
import { probeBackend } from './local/probeBackend.js';

export interface MakePlanOptions extends Omit<PlanMatrixOptions, 'probe'> {
  /** Default: a child process of this machine asks, with a time limit. */
  readonly probe?: PlanMatrixOptions['probe'];
}

/** Plans a matrix for this machine: `planMatrix` with the devices that are here. */
export function makePlan(
  loaded: LoadedConfig,
  plugins: PluginSet,
  options: MakePlanOptions = {},
): Promise<Plan> {
  const { signal } = options;
  return planMatrix(loaded, plugins, {
    probe: (backend, device) =>
      probeBackend(backend, device, signal === undefined ? {} : { signal }),
    ...options,
  });
}
