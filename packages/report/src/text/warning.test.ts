import type { Warning, WarningKind } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { withMeasured } from '../../../../test/support/changedResults.js';
import { isRanked } from '../view/cells.js';
import { viewRun } from '../view/runView.js';
import { explainWarning } from './warning.js';

/** One of each kind: a kind without an example does not compile. */
const EXAMPLES: { readonly [Kind in WarningKind]: Extract<Warning, { kind: Kind }> } = {
  noisy: { kind: 'noisy', relativeHalfWidth: 0.052 },
  'warm-up-unstable': { kind: 'warm-up-unstable', iterations: 120 },
  'few-samples': { kind: 'few-samples', samples: 12, wanted: 50 },
  drifting: { kind: 'drifting', relativeChange: -0.08 },
  bimodal: { kind: 'bimodal', fastMs: 3.1, slowMs: 4.6, slowShare: 0.3 },
  contended: { kind: 'contended', otherShare: 0.31 },
  'gpu-contended': { kind: 'gpu-contended', gpu: 'NVIDIA L4', processes: ['python3 (4711)'] },
  throttled: { kind: 'throttled', detail: 'from 3.4 to 2.9 GHz' },
  'reduced-batch': { kind: 'reduced-batch', asked: 32, run: 16 },
  'cpu-fallback': {
    kind: 'cpu-fallback',
    operators: ['LRN'],
    shareOfNodes: 0.02,
    shareOfTime: 0.3,
  },
  'cold-cache': { kind: 'cold-cache', bytesRead: 31e6 },
  'power-saving': { kind: 'power-saving', detail: 'it runs on battery' },
  'software-gpu': { kind: 'software-gpu', adapter: 'SwiftShader' },
  'estimated-energy': { kind: 'estimated-energy', detail: 'the counter covers the whole package' },
  'parity-failed': {
    kind: 'parity-failed',
    maximumDeviation: 0.0312,
    limit: 0.001,
    top1Agreement: 0.75,
  },
  'batch-changes-answers': { kind: 'batch-changes-answers', images: 3, of: 256 },
  'non-finite-logits': { kind: 'non-finite-logits', images: 7 },
  'not-learnt': { kind: 'not-learnt', detail: 'top-1 of 10.0 % does not exceed guessing' },
  'near-chance': { kind: 'near-chance', detail: 'top-1 of 0.1 % does not exceed guessing' },
  'imported-model-note': {
    kind: 'imported-model-note',
    note: 'dropout-training',
    detail: 'The Dropout drops at random in the file, here it does not.',
  },
};

describe.each(Object.values(EXAMPLES))('$kind', (warning) => {
  const { label, happened, remedy, severe } = explainWarning(warning);

  it('says what happened and what to do', () => {
    expect(label).toMatch(/^[a-zA-Z-]+( [a-zA-Z]+)?$/);
    expect(happened).toMatch(/^[A-Z\d].*\.$/);
    expect(remedy).toMatch(/^[A-Z].*\.$/);
    for (const value of Object.values(warning)) {
      if (typeof value === 'string' && value !== warning.kind) expect(happened).toContain(value);
    }
  });

  it('is severe exactly when it takes the cell out of the ranking', () => {
    const { cells } = viewRun(withMeasured((record) => ({ ...record, warnings: [warning] })));
    const [first] = cells;
    expect(first && isRanked(first)).toBe(!severe);
    expect(severe).toBe(/not ranked/.test(remedy) && warning.kind !== 'estimated-energy');
  });
});
