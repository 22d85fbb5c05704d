/**
 * Training steps of the zoo on TensorFlow, as `zooTraining.test.ts` holds those of onnxruntime, but for the two deepest
 * networks: `npm run check:zoo` has them.
 */
import { beforeAll, describe, it } from 'vitest';
import { NETWORK, OPERATION } from './support/expectZooStep.js';
import { hasTfjsNode } from './support/hasTfjsNode.js';
import { zooCases } from './support/zooCases.js';
import { expectSteps, stepsOnTensorflow } from './support/zooSuites.js';

const SLOW_MS = 300_000;
const { shallow, operations } = await zooCases();
/** Names are those of the operators with numbers behind them. */
const operatorOf = (name: string) => name.split(' ')[0] ?? '';
const operators = [...new Set(operations.map(({ name }) => operatorOf(name)))];
const large = operators.filter((operator) => ['Conv', 'Gemm'].includes(operator));
const small = operators.filter((operator) => !large.includes(operator));
const casesOf = (some: readonly string[]) =>
  operations.filter(({ name }) => some.includes(operatorOf(name)));

describe.skipIf(!hasTfjsNode)('on libtensorflow (skipped where it is not set up)', () => {
  it.each(shallow.map((zoo) => [zoo.name, zoo] as const))(
    '%s has the gradients of the interpreter',
    async (_, zoo) => expectSteps(await stepsOnTensorflow([zoo]), NETWORK),
    SLOW_MS,
  );

  it.each(large)(
    'every %s by itself has the gradients of the interpreter',
    async (operator) => expectSteps(await stepsOnTensorflow(casesOf([operator])), OPERATION),
    SLOW_MS,
  );

  describe('every other operator by itself has the gradients of the interpreter', () => {
    let steps: Awaited<ReturnType<typeof stepsOnTensorflow>>;
    beforeAll(async () => {
      // They are small: starting TensorFlow takes longer.
      steps = await stepsOnTensorflow(casesOf(small));
    }, SLOW_MS);

    it.each(small)('%s', (operator) =>
      expectSteps(
        steps.filter(({ zoo }) => operatorOf(zoo.name) === operator),
        OPERATION,
      ),
    );
  });
});
