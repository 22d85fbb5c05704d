import { describe, expect, it } from 'vitest';
import { withFirstSlice } from '../../../../test/support/changedResults.js';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { viewRun } from '../view/runView.js';
import { steadinessFinding } from './steadinessFinding.js';
import { plainText } from './phrase.js';

const [slice] = viewRun(exampleResults()).slices;
if (slice === undefined) throw new TypeError('The example has a slice.');
const plain = (phrases: Parameters<typeof plainText>[0]) =>
  plainText(phrases).replaceAll('\u00a0', ' ');

describe('steadinessFinding', () => {
  it('names who scatters', () => {
    expect(plain(steadinessFinding(slice))).toMatch(
      /^GoogLeNet V1 scatters most: its p95 is 1\.\d\d times its median\.$/,
    );
  });

  it('says steady where nobody does', () => {
    const results = withFirstSlice((record) => ({
      ...record,
      latency: {
        ...record.latency,
        medianMs: { value: 100 },
        samplesMs: Array.from({ length: 101 }, (_, index) => (index < 50 ? 100 : 104)),
      },
    }));
    expect(viewRun(results).slices.map((one) => plain(steadinessFinding(one)))).toEqual([
      'Steady: no p95 is more than 4.0 % above its median.',
    ]);
  });
});
