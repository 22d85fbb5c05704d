import type { TrainingGraph } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { LoweringContext } from './context.js';
import { lowerNode } from './operators.js';
import { DEFAULT_LOWERING } from './options.js';

describe('lowerNode', () => {
  it('refuses an operator that a plugin has made up', () => {
    const training = { nodes: [], updates: [], loss: 'loss', correct: 'correct', shapes: {} };
    const context = new LoweringContext(training as unknown as TrainingGraph, DEFAULT_LOWERING);
    const node = { op: 'Swish', name: 'block/swish', inputs: ['x'], outputs: ['y'] };
    expect(() => lowerNode(node as unknown as Parameters<typeof lowerNode>[0], context)).toThrow(
      /onnxruntime cannot train the operator Swish \('block\/swish'\)\. Choose a network without it/,
    );
  });
});
