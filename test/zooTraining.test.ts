/**
 * Training steps of the zoo on onnxruntime, held against the float64 interpreter: the networks that together have a
 * node of every form, and every distinct node of all of them by itself. `npm run check:zoo` takes every network whole.
 */
import { describe, expect, it } from 'vitest';
import { NETWORK, OPERATION } from './support/expectZooStep.js';
import { nodesOf, zooCases } from './support/zooCases.js';
import { expectStepOnOnnxruntime } from './support/zooSuites.js';

const { networks, covering, operations, nodes } = await zooCases();

it('covers every distinct node of all 27 networks', () => {
  expect(new Set(networks.map(({ training }) => training.forward.name)).size).toBe(27);
  const covered = nodesOf([...covering, ...operations].map(({ training }) => training));
  expect([...nodes].filter((node) => !covered.has(node))).toEqual([]);
});

describe('a training step on onnxruntime has the gradients of the interpreter', () => {
  it.each(covering.map((zoo) => [zoo.name, zoo] as const))(
    'in %s',
    (_, zoo) => expectStepOnOnnxruntime(zoo, NETWORK),
    300_000,
  );

  it.each(operations.map((zoo) => [zoo.name, zoo] as const))(
    'in single nodes: %s',
    (_, zoo) => expectStepOnOnnxruntime(zoo, OPERATION),
    300_000,
  );
});
