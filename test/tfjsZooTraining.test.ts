/** Training steps of the zoo on TensorFlow, as `zooTraining.test.ts` holds those of onnxruntime. */
import { describe, it } from 'vitest';
import { NETWORK, OPERATION } from './support/expectZooStep.js';
import { hasTfjsNode } from './support/hasTfjsNode.js';
import { zooCases } from './support/zooCases.js';
import { expectStepsOnTensorflow } from './support/zooSuites.js';

const { covering, operations } = await zooCases();
/** Names are those of the operators with numbers behind them. */
const operatorOf = (name: string) => name.split(' ')[0] ?? '';
const operators = [...new Set(operations.map(({ name }) => operatorOf(name)))];

describe.skipIf(!hasTfjsNode)('on libtensorflow (skipped where it is not set up)', () => {
  it.each(covering.map((zoo) => [zoo.name, zoo] as const))(
    '%s has the gradients of the interpreter',
    (_, zoo) => expectStepsOnTensorflow([zoo], NETWORK),
    300_000,
  );

  it.each(operators)(
    'every %s by itself has the gradients of the interpreter',
    (operator) =>
      expectStepsOnTensorflow(
        operations.filter(({ name }) => operatorOf(name) === operator),
        OPERATION,
      ),
    300_000,
  );
});
