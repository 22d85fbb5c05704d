/** Every function of single values is trained on the software GPU; `npm test` takes one of each form. */
import { it } from 'vitest';
import { UNARY_NODES } from '../support/expectGradients.js';
import { hasSoftwareGpu, softwareGpuNote } from '../support/softwareGpu.js';
import { activations, expectStepsOnSoftwareGpu } from '../support/softwareGpuTraining.js';

it.skipIf(!hasSoftwareGpu)(
  `webgpu trains each as the interpreter does${softwareGpuNote}`,
  { timeout: 600_000 },
  () => expectStepsOnSoftwareGpu([activations(UNARY_NODES)]),
);
