import type { Pretrained, Transfer } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { fileSource } from './file.js';
import { opaqueSource } from './opaque.js';
import { pretrainedSource } from './pretrained.js';
import type { PlannedTransfer } from './readPlannedTransfer.js';
import { traitsOf } from './traits.js';
import type { WeightSource } from './weightSource.js';

const own: Pretrained = {
  origin: 'net.onnx',
  sha256: 'f00d',
  notes: [{ kind: 'ends-in-softmax', message: 'It ends in a softmax.' }],
  read: () => new Map(),
};
const start = { scheme: 'he', seed: 3 } as const;
const transfer = (changes: Partial<Transfer>): PlannedTransfer => ({
  path: '/net.safetensors',
  origin: 'net.safetensors',
  sha256: 'beef',
  format: 'safetensors',
  names: 'convbench',
  takenParameters: 4,
  replaced: [],
  dropped: [],
  notes: ['Two tensors were left aside.'],
  freeze: undefined,
  frozenValues: 0,
  ...changes,
});

const none = { architectures: [], backends: [], datasets: [], reporters: [] };
const opaque = (operators: string[]) =>
  opaqueSource('net.onnx', { operators, domains: [''] }, own, { backends: [] }, none);

describe('weights that the network came with', () => {
  it('are named in the record, and what was found in them is a warning', () => {
    expect(traitsOf(pretrainedSource(own))).toMatchObject({
      pretrained: { origin: 'net.onnx', sha256: 'f00d' },
      warnings: [
        { kind: 'imported-model-note', note: 'ends-in-softmax', detail: 'It ends in a softmax.' },
      ],
    });
  });
});

describe('weights of a file', () => {
  it('are those of its bytes where it gives all', () => {
    const source = fileSource(transfer({}), start);
    expect(source).toMatchObject({ sha256: 'beef', start: undefined });
    const { pretrained, warnings } = traitsOf(source);
    expect(pretrained).toEqual({ origin: 'net.safetensors', sha256: 'beef' });
    expect(warnings).toMatchObject([{ note: 'transfer', detail: 'Two tensors were left aside.' }]);
  });

  it('are others for another start where a head is new, and say nothing about accuracy', () => {
    const replaced = transfer({ replaced: ['fc.weight'] });
    const source = fileSource(replaced, start);
    // So that the weights of earlier versions are found.
    expect(source.sha256).toBe('b71208a4674c0bedb2619ac5172094b92557917e892cf87315b146cec325f898');
    expect(fileSource(replaced, { ...start, seed: 4 }).sha256).not.toBe(source.sha256);
    expect(traitsOf(source).pretrained).toMatchObject({ untrained: true });
  });
});

describe('a file that is run as it stands', () => {
  it('is what the engine gets, and has no reference', () => {
    const one = traitsOf(opaque(['HardSwish']));
    expect(one).toMatchObject({ fileSha256: 'f00d', copies: 0 });
    expect(one.uninterpreted).toBe('the operator HardSwish is not interpreted by the reference');
    expect(traitsOf(opaque(['HardSwish', 'Resize'])).uninterpreted).toBe(
      'the operators HardSwish, Resize are not interpreted by the reference',
    );
  });

  it('alone is: everything else is interpreted, and made of the graph', () => {
    const training = {
      backend: { name: 'b', title: 'B', device: 'cpu', engineVersion: '1' },
      threads: 1,
      steps: 1,
      warmupSteps: 0,
      seed: 1,
      recipe: {} as never,
    };
    const others: WeightSource[] = [
      { kind: 'trained', ...training },
      { kind: 'transferred', ...training, transfer: transfer({}) },
      pretrainedSource(own),
      fileSource(transfer({}), start),
    ];
    for (const source of others)
      expect(traitsOf(source)).toMatchObject({ uninterpreted: undefined, fileSha256: undefined });
  });
});
