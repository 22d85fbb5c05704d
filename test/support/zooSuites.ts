/** @file The zoo on the engines, for the tests that take a part of it and the check that takes all. */
import onnxruntime from '@convbench/backend-onnxruntime';
import { openTrainer } from '@convbench/backend-onnxruntime/internals';
import tfjs from '@convbench/backend-tfjs';
import { openNetwork } from '@convbench/core/testing';
import { staticCost } from '@convbench/graph';
import type { BackendPlugin, Graph, StepResult, Weights } from '@convbench/spec';
import { standardDeviation } from 'simple-statistics';
import { expect } from 'vitest';
import { expectZooStep, type StepTolerance } from './expectZooStep.js';
import { fill } from './filler.js';
import { inChild } from './inChild.js';
import { wellConditionedWeights } from './zoo.js';
import { interpreterSha256, readZooFixture, zooOracle, type KnownOracle } from './zooFixture.js';
import type { ZooCase } from './zooStep.js';

const fixture = readZooFixture();
const interpreter = interpreterSha256();

/** An engine is held against the right figures even where the fixture's are stale; then this says what to do. */
function expectFresh({ stale }: KnownOracle): void {
  expect(stale, 'Renew the figures with `npm run generate:gradients`').toBeUndefined();
}

export async function expectStepOnOnnxruntime(
  zoo: ZooCase,
  tolerance: StepTolerance,
): Promise<void> {
  const known = zooOracle(fixture, zoo, interpreter);
  const { training, start, feeds } = known.step;
  const trainer = await openTrainer(training, start, { device: 'cpu', threads: 1 });
  const result = await trainer.step(feeds);
  const state = await trainer.state();
  await trainer.dispose();
  expectZooStep(zoo, known.oracle, { ...result, state }, tolerance);
  expectFresh(known);
}

interface Answer {
  readonly results: readonly StepResult[];
  readonly state: Weights;
}

interface Held {
  readonly zoo: ZooCase;
  readonly known: KnownOracle;
  readonly answer: Answer;
}

/**
 * Training steps on libtensorflow, in a process of their own: a process that dies takes nothing along but the tests of
 * its cases, which say how it died.
 */
export async function stepsOnTensorflow(cases: readonly ZooCase[]): Promise<readonly Held[]> {
  const held = cases.map((zoo) => ({ zoo, known: zooOracle(fixture, zoo, interpreter) }));
  const answers = await inChild<Answer[]>(
    'trainInChild.mjs',
    held.map(({ known: { step } }) => ({
      backend: 'tfjs',
      device: 'node-graph',
      threads: 2,
      training: step.training,
      state: step.start,
      feeds: [step.feeds],
    })),
  );
  return held.map((each, i) => ({ ...each, answer: answers[i] as Answer }));
}

export function expectSteps(steps: readonly Held[], tolerance: StepTolerance): void {
  for (const { zoo, known, answer } of steps) {
    const { results, state } = answer;
    expectZooStep(zoo, known.oracle, { ...(results[0] as StepResult), state }, tolerance);
    expectFresh(known);
  }
}

async function logitsOf(
  backend: BackendPlugin,
  device: string,
  graph: Graph,
  weights: Weights,
): Promise<Float32Array> {
  const session = await openNetwork(backend, graph, weights, { device, batchSize: 1, threads: 2 });
  const shape = graph.input.shape.map((size) => (size === 'N' ? 1 : size));
  const logits = await session.run(fill('images', shape, 'input'));
  await session.dispose();
  return logits;
}

/** A network with the logits that onnxruntime gives with these weights. */
export interface ZooLogits {
  readonly graph: Graph;
  readonly weights: Weights;
  readonly logits: Float32Array;
}

export async function logitsOfOnnxruntime(graph: Graph): Promise<ZooLogits> {
  const weights = wellConditionedWeights(graph.parameters);
  return { graph, weights, logits: await logitsOf(onnxruntime, 'cpu', graph, weights) };
}

/** Rounding adds up over more than so many layers. */
const DEEP = 100;

/** Logits on an engine of TensorFlow.js against those of onnxruntime, with the same weights. */
export async function expectLogitsOfOnnxruntime(
  { graph, weights, logits }: ZooLogits,
  engine: string,
): Promise<void> {
  const spread = standardDeviation(Array.from(logits));
  const tolerance = staticCost(graph).depth > DEEP ? 1e-3 : 1e-4;
  const actual = await logitsOf(tfjs, engine, graph, weights);
  expect(actual).toHaveLength(logits.length);
  const largest = Math.max(...actual.map((value, i) => Math.abs(value - (logits[i] ?? NaN))));
  expect(largest / spread).toBeLessThan(tolerance);
}
