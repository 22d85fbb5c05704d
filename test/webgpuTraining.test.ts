/**
 * Training on the real WebGPU provider, through the software adapter that Debian's chromium brings. `npm run check:webgpu`
 * trains every function of single values there.
 */
import { graphBuilder, UNARY } from '@convbench/graph';
import type { Graph } from '@convbench/spec';
import { describe, it } from 'vitest';
import { UNARY_NODES } from './support/expectGradients.js';
import { hasSoftwareGpu, softwareGpuNote } from './support/softwareGpu.js';
import { activations, expectStepsOnSoftwareGpu } from './support/softwareGpuTraining.js';
import { trainingNets, WEBGPU_NETS } from './support/trainingNets.js';

/** Among what Conv gets wrong there, as 6 channels of 6 images are. */
function nineChannels(): Graph {
  const b = graphBuilder({ name: 'nineChannels', channels: 3, height: 6, width: 6 });
  const x = b.relu('relu', b.conv('first', b.input, { channels: 9, kernel: 3, pad: 1 }));
  const y = b.conv('second', x, { channels: 8, kernel: 3, pad: 1 });
  return b.build(b.flatten('logits', b.globalAveragePool('average', y)));
}

/** One whose derivative is computed of what goes in, and one of what comes out; the last of each, as ReLU is the first. */
const ofEachForm = [
  ...new Map(UNARY_NODES.map((node) => [UNARY[node.op].derivative.from, node])).values(),
];

describe.skipIf(!hasSoftwareGpu)(
  `webgpu, without any operator on the CPU${softwareGpuNote}`,
  () => {
    it('trains the fixtures as the interpreter does', { timeout: 600_000 }, () =>
      expectStepsOnSoftwareGpu([
        ...WEBGPU_NETS.map((name) => trainingNets[name]()),
        nineChannels(),
        activations(ofEachForm),
      ]),
    );
  },
);
