import { describe, expect, it } from 'vitest';
import { withFirstSlice } from '../../../../test/support/changedResults.js';
import { withoutAccuracy } from '../../../../test/support/changedResults.js';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { viewRun } from '../view/runView.js';
import { costFinding } from './costFinding.js';
import { plainText } from './phrase.js';

const [slice] = viewRun(exampleResults()).slices;
if (slice === undefined) throw new TypeError('The example has a slice.');
const plain = (phrases: Parameters<typeof plainText>[0]) =>
  plainText(phrases).replaceAll('\u00a0', ' ');

describe('costFinding', () => {
  it('says who costs least near the most accurate, network by network', () => {
    expect(plain(costFinding(slice))).toBe(
      'Within one point of the most accurate, VGG-11 has the fewest parameters (2.352 M), the fewest MACs (37.90 M) and the lowest peak memory (149 MB).',
    );
  });

  it('says nothing without accuracy', () => {
    const results = withFirstSlice((record) => ({
      ...record,
      correctness: withoutAccuracy('no test set'),
    }));
    expect(viewRun(results).slices.map(costFinding)).toEqual([[]]);
  });
});
