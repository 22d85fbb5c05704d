import { encodeOnnxModel, type OnnxModel } from '@convbench/formats';
import { describe, expect, it } from 'vitest';
import { createSession } from './createSession.js';
import { executionProvider } from './executionProviders.js';
import { runInto, withoutCopies } from './runInto.js';
import { loadRuntime } from './runtime.js';

const DIVISION: OnnxModel = {
  name: 'division',
  nodes: [
    { opType: 'Div', inputs: ['a', 'b'], outputs: ['quotient'] },
    { opType: 'Sub', inputs: ['a', 'quotient'], outputs: ['difference'] },
  ],
  inputs: ['a', 'b'].map((name) => ({ name, type: 'int32', shape: ['N'] })),
  outputs: ['quotient', 'difference'].map((name) => ({ name, type: 'int32', shape: ['N'] })),
  initializers: [],
};

async function opened(model: OnnxModel) {
  const runtime = await loadRuntime();
  const session = await createSession(runtime, executionProvider('cpu'), encodeOnnxModel(model), {
    device: 'cpu',
    threads: 1,
    graphOptimizationLevel: 'disabled',
    enableMemPattern: false,
  });
  const tensor = (...values: number[]) =>
    new runtime.Tensor('int32', Int32Array.from(values), [values.length]);
  return { session, tensor };
}

describe('runInto', () => {
  it.each([
    ['with', DIVISION],
    ['without', withoutCopies(DIVISION)],
  ])('fills the given arrays, %s copies', async (_, model) => {
    const { session, tensor } = await opened(model);
    const [quotient, difference] = [tensor(0, 0), tensor(0, 0)];
    for (const [a, expected] of [
      [8, 4],
      [20, 10],
    ] as const) {
      const feeds = { a: tensor(a, a + 1), b: tensor(2, 3) };
      await runInto(session, feeds, { quotient, difference });
      expect([...quotient.data]).toEqual([expected, Math.floor((a + 1) / 3)]);
      expect([...difference.data]).toEqual([a - expected, a + 1 - Math.floor((a + 1) / 3)]);
    }
    await session.release();
  });

  it('passes on what goes wrong in the model', async () => {
    const { session, tensor } = await opened(withoutCopies(DIVISION));
    const outputs = { quotient: tensor(0, 0), difference: tensor(0, 0) };
    const feeds = { a: tensor(1, 2), b: tensor(1, 2, 3) };
    await expect(runInto(session, feeds, outputs)).rejects.toThrow(/2|3/);
    await session.release();
  });
});
