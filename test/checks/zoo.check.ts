/** Every network of the zoo whole, on every engine. `npm test` takes those that together have a node of every form. */
import { describe, it } from 'vitest';
import { NETWORK } from '../support/expectZooStep.js';
import { hasTfjsNode } from '../support/hasTfjsNode.js';
import { zooCases } from '../support/zooCases.js';
import {
  expectLogitsOfOnnxruntime,
  expectStepOnOnnxruntime,
  expectSteps,
  logitsOfOnnxruntime,
  stepsOnTensorflow,
} from '../support/zooSuites.js';

const { networks } = await zooCases();
const each = networks.map((zoo) => [zoo.name, zoo] as const);

it.each(each)('%s has the gradients of the interpreter on onnxruntime', (_, zoo) =>
  expectStepOnOnnxruntime(zoo, NETWORK),
);

it.each(each)('%s has the logits of onnxruntime in WebAssembly', async (_, { training }) =>
  expectLogitsOfOnnxruntime(await logitsOfOnnxruntime(training.forward), 'wasm'),
);

describe.skipIf(!hasTfjsNode)('on libtensorflow (skipped where it is not set up)', () => {
  it.each(each)('%s has the gradients of the interpreter', async (_, zoo) =>
    expectSteps(await stepsOnTensorflow([zoo]), NETWORK),
  );

  it.each(each)('%s has the logits of onnxruntime', async (_, { training }) => {
    const expected = await logitsOfOnnxruntime(training.forward);
    for (const engine of ['node-graph', 'node-eager'])
      await expectLogitsOfOnnxruntime(expected, engine);
  });
});
