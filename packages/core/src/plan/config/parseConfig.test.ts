import { expect, it } from 'vitest';
import { parseConfig } from './parseConfig.js';

const messageOf = (value: unknown): string => {
  try {
    parseConfig(value, 'a.ts');
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the config was taken');
};

it('fills in defaults', () => {
  expect(parseConfig({ architectures: ['nin'] }, 'a.ts')).toMatchObject({
    architectures: [{ id: 'nin', options: {} }],
    backends: [{ name: 'onnxruntime' }],
    datasets: [{ name: 'fashion-mnist' }],
    batchSizes: [1, 32],
    recipe: {},
  });
});

it('lists all mistakes at once, each with path, value and what is allowed', () => {
  const message = messageOf({
    architectures: ['nin', { id: 'vgg11', optons: {} }],
    batchsizes: [1],
    inputSizes: [-3],
    recipe: { optimizer: { kind: 'sdg' } },
    measuring: { minimumSamples: 'many' },
  });
  expect(message).toContain('"a.ts" has 5 mistakes');
  expect(message).toContain(
    "architectures[1].optons: there is no such key. Did you mean 'options'? Allowed: id, options, recipe, init, freeze.",
  );
  expect(message).toContain("batchsizes: there is no such key. Did you mean 'batchSizes'?");
  expect(message).toContain('inputSizes[0] is -3: expected number to be >0.');
  expect(message).toMatch(/recipe\.optimizer\.kind is "sdg": .*'sgd' \| 'adam'/);
  expect(message).toContain('measuring.minimumSamples is "many": expected number.');
});

it.each([[undefined], [null], [[]], ['nin'], [3]])('refuses %j', (value) => {
  expect(messageOf(value)).toContain('expected object');
});

it('says what is missing', () => {
  expect(messageOf({})).toContain('architectures is missing: expected array.');
});
