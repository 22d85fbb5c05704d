import { encodeSafetensors } from '@convbench/formats';
import { isUserError } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint, type Checkpoint } from './checkpoint.js';

const checkpoint: Checkpoint = {
  step: 12,
  imagesSeen: 768,
  elapsedSeconds: 3.25,
  curve: [
    { step: 10, imagesSeen: 640, elapsedSeconds: 3, learningRate: 0.1, loss: 2, trainTop1: 0.25 },
  ],
  pending: { steps: 2, lossSum: 3.5, correct: 40 },
  epochs: [
    {
      epoch: 1,
      step: 8,
      imagesSeen: 512,
      elapsedSeconds: 2.5,
      learningRate: 0.1,
      loss: 2.1,
      trainTop1: 0.2,
      imagesPerSecond: 200,
      validation: { images: 50, top1: 0.3, loss: 1.9 },
    },
  ],
  pendingEpoch: { steps: 4, lossSum: 7.5, correct: 90 },
  highLossSteps: 3,
  state: new Map([
    ['conv.weight', Float32Array.of(1, -0, 1e-45, 3.4e38, 0.1)],
    ['conv.weight#velocity', new Float32Array(5)],
    ['scale', Float32Array.of(7)],
  ]),
  best: new Map([['conv.weight', Float32Array.of(5, 4, 3, 2, 1)]]),
};

function mistakeIn(bytes: Uint8Array): unknown {
  try {
    decodeCheckpoint(bytes);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('checkpoints', () => {
  it('come back bit by bit', () => {
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
    const { best, ...withoutBest } = checkpoint;
    expect(best?.size).toBe(1);
    expect(decodeCheckpoint(encodeCheckpoint(withoutBest))).toEqual(withoutBest);
  });

  it('are refused when cut off at any length', () => {
    const bytes = encodeCheckpoint(checkpoint);
    for (let length = 0; length < bytes.length; length++)
      expect(isUserError(mistakeIn(bytes.subarray(0, length))), `${length} bytes`).toBe(true);
  });

  it.each([
    ['a file of weights', encodeSafetensors(new Map())],
    ['another version', encodeSafetensors(new Map(), { format: 'convbench-checkpoint-1' })],
    [
      'progress without a step',
      encodeSafetensors(new Map(), { format: 'convbench-checkpoint-2', progress: '{}' }),
    ],
    ['no JSON', encodeSafetensors(new Map(), { format: 'convbench-checkpoint-2', progress: '{' })],
  ])('are refused when they are %s', (_, bytes) => {
    const error = mistakeIn(bytes);
    expect(isUserError(error)).toBe(true);
    expect((error as Error).message).toMatch(/is no checkpoint.*Delete it/);
  });
});
