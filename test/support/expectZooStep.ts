/** @file Holds an engine's training step of a case of the zoo against the interpreter's. */
import type { StepResult, Weights } from '@convbench/spec';
import { expect } from 'vitest';
import { norm } from './norm.js';
import { distanceOf, sketchOf } from './sketch.js';
import { sketchedNames, type ZooOracle } from './zooOracle.js';
import type { ZooCase } from './zooStep.js';

export interface EngineStep extends StepResult {
  readonly state: Weights;
}

export interface StepTolerance {
  /** Of the loss. */
  readonly loss: number;
  /** Distance of a gradient over its norm. */
  readonly gradient: number;
  /**
   * Over the norm of the whole gradient: what is left of one that is zero, as that of a bias before a batch
   * normalisation.
   */
  readonly rounding: number;
}

/**
 * Rounding adds up over a network: float32 engines were seen 0.2 % from float64, and 0.0002 % of the whole where a
 * gradient is zero. A whole network shows errors of wiring and of nodes that are computed together; what is finer shows
 * in single nodes.
 */
export const NETWORK: StepTolerance = { loss: 2e-4, gradient: 5e-3, rounding: 1e-5 };
/** Nothing adds up in a single node. */
export const OPERATION: StepTolerance = { loss: 1e-5, gradient: 2e-5, rounding: 1e-7 };

/** Distance of a running statistic over its norm. */
const STATISTIC = 1e-4;

export function expectZooStep(
  { training }: ZooCase,
  oracle: ZooOracle,
  actual: EngineStep,
  tolerance: StepTolerance,
): void {
  expect(Math.abs(actual.loss - oracle.loss)).toBeLessThan(tolerance.loss * oracle.loss);
  expect(actual.correct).toBe(oracle.correct);
  const { gradients, statistics } = sketchedNames(training);
  const rows = [...gradients, ...statistics].map((name, i) => {
    // The first velocity of SGD is the gradient.
    const isGradient = i < gradients.length;
    const values = actual.state.get(isGradient ? `${name}#velocity` : name) ?? [];
    const expected = oracle.sketches[i] ?? { norm: NaN, sums: [] };
    const distance = distanceOf(sketchOf(name, values), expected);
    return { name, isGradient, norm: expected.norm, distance };
  });
  const whole = norm(rows.filter(({ isGradient }) => isGradient).map((row) => row.norm));
  const limitOf = ({ isGradient, norm: size }: (typeof rows)[number]) =>
    isGradient ? tolerance.gradient * size + tolerance.rounding * whole : STATISTIC * size;
  expect(rows.filter((row) => !(row.distance <= limitOf(row)))).toEqual([]);
}
