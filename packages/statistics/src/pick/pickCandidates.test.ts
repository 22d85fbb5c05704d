import { isMeasured, type Measured } from '@convbench/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PICK_FIGURES, moreIsBetter, type PickCandidate, type PickLimits } from './figures.js';
import { pickCandidates } from './pickCandidates.js';

const positive = fc.double({ min: 0.01, max: 100, noNaN: true });
const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const estimateOf = (value: fc.Arbitrary<number>): fc.Arbitrary<Measured> =>
  fc.oneof(
    { weight: 4, arbitrary: value.map((x) => ({ value: x })) },
    {
      weight: 4,
      arbitrary: fc.tuple(value, fraction).map(([x, width]) => ({
        value: x,
        interval: { low: x * (1 - width / 2), high: x * (1 + width / 2), confidence: 0.95 },
      })),
    },
    { weight: 1, arbitrary: fc.constant({ notMeasured: 'no such figure' }) },
  );
const figures = fc.record({
  top1: estimateOf(fraction),
  latencyMs: estimateOf(positive),
  memoryBytes: estimateOf(positive),
  parameters: estimateOf(positive),
  macs: estimateOf(positive),
});
const candidates: fc.Arbitrary<PickCandidate[]> = fc
  .array(fc.tuple(figures, fc.boolean()), { maxLength: 8 })
  .map((all) =>
    all.map(([each, bad], index) => ({
      id: `c${index}`,
      figures: each,
      ...(bad && index % 3 === 0 && { excluded: 'it has a warning' }),
    })),
  );
const limits: fc.Arbitrary<PickLimits> = fc.record(
  { top1: fraction, latencyMs: positive, memoryBytes: positive, parameters: positive },
  { requiredKeys: [] },
);
const weights = fc.record(
  { top1: positive, latencyMs: positive, macs: positive },
  { requiredKeys: ['latencyMs'] },
);
const draws = 20;

const valueOf = (candidate: PickCandidate, figure: (typeof PICK_FIGURES)[number]) => {
  const measured = candidate.figures[figure];
  return isMeasured(measured) ? measured.value : undefined;
};
const keeps = (candidate: PickCandidate, asked: PickLimits) =>
  candidate.excluded === undefined &&
  PICK_FIGURES.every((figure) => {
    const limit = asked[figure];
    if (limit === undefined) return true;
    const value = valueOf(candidate, figure);
    return value !== undefined && (moreIsBetter(figure) ? value >= limit : value <= limit);
  });

describe('pickCandidates', () => {
  it('takes those whose estimates keep every limit, and no others', () => {
    fc.assert(
      fc.property(candidates, limits, (all, asked) => {
        const expected = all.filter((each) => keeps(each, asked)).map(({ id }) => id);
        expect(pickCandidates(all, { limits: asked, draws }).fitting).toEqual(expected);
      }),
    );
  });

  it('has a front that nothing beats, and behind it only what something beats', () => {
    fc.assert(
      fc.property(candidates, limits, (all, asked) => {
        const { front, frontFigures, fitting } = pickCandidates(all, { limits: asked, draws });
        const costs = (id: string) =>
          frontFigures.map((figure) => {
            const value = valueOf(all.find((each) => each.id === id) as PickCandidate, figure);
            return value === undefined ? NaN : moreIsBetter(figure) ? -value : value;
          });
        const known = fitting.filter((id) => costs(id).every((cost) => !Number.isNaN(cost)));
        const beats = (a: string, b: string) => {
          const pairs = costs(a).map((cost, index) => [cost, costs(b)[index] as number] as const);
          return pairs.every(([x, y]) => x <= y) && pairs.some(([x, y]) => x < y);
        };
        expect(front).toEqual(known.filter((id) => !known.some((other) => beats(other, id))));
      }),
    );
  });

  it('picks by weights what has the best score of all that fit', () => {
    fc.assert(
      fc.property(candidates, limits, weights, (all, asked, wanted) => {
        const { best, fitting } = pickCandidates(all, { limits: asked, weights: wanted, draws });
        const score = (candidate: PickCandidate) => {
          const top1 = valueOf(candidate, 'top1');
          const mistakes = top1 === undefined ? NaN : Math.max(1e-4, 1 - top1);
          const costs = {
            top1: mistakes,
            latencyMs: valueOf(candidate, 'latencyMs') ?? NaN,
            macs: valueOf(candidate, 'macs') ?? NaN,
          };
          return Object.entries(wanted).reduce(
            (product, [figure, weight]) =>
              product + weight * Math.log(costs[figure as keyof typeof costs]),
            0,
          );
        };
        const scores = all
          .filter(({ id }) => fitting.includes(id))
          .map(score)
          .filter((value) => !Number.isNaN(value));
        if (scores.length === 0) expect(best).toBeUndefined();
        else {
          const picked = all.find(({ id }) => id === best?.id) as PickCandidate;
          expect(score(picked)).toBeCloseTo(Math.min(...scores), 9);
        }
      }),
    );
  });

  it('without weights picks something that is tied with the most accurate, and the fastest of these', () => {
    fc.assert(
      fc.property(candidates, limits, (all, asked) => {
        const { best, fitting } = pickCandidates(all, { limits: asked, draws });
        const fit = all.filter(({ id }) => fitting.includes(id));
        const accurate = fit.filter((each) => valueOf(each, 'top1') !== undefined);
        if (accurate.length === 0) return;
        const picked = all.find(({ id }) => id === best?.id) as PickCandidate;
        const highOf = ({ figures: { top1 } }: PickCandidate) =>
          isMeasured(top1) ? (top1.interval?.high ?? top1.value) : NaN;
        const most = Math.max(...accurate.map((each) => valueOf(each, 'top1') as number));
        const lows = accurate
          .filter((each) => valueOf(each, 'top1') === most)
          .map(({ figures: { top1 } }) =>
            isMeasured(top1) ? (top1.interval?.low ?? top1.value) : 0,
          );
        expect(highOf(picked)).toBeGreaterThanOrEqual(Math.min(...lows));
      }),
    );
  });

  it('names a nearest miss exactly where nothing fits and something could', () => {
    fc.assert(
      fc.property(candidates, limits, (all, asked) => {
        const pick = pickCandidates(all, { limits: asked, draws });
        const judgeable = pick.candidates.filter(
          ({ excluded, limits: fits }) =>
            excluded === undefined &&
            fits.every(({ relativeMiss }) => Number.isFinite(relativeMiss ?? NaN)),
        );
        const expected = pick.fitting.length === 0 && judgeable.length > 0;
        expect(pick.nearestMiss !== undefined).toBe(expected);
        if (pick.nearestMiss === undefined) return;
        const worst = (id: string) =>
          Math.max(
            ...(pick.candidates.find((each) => each.id === id)?.limits ?? []).map(
              ({ relativeMiss }) => relativeMiss ?? Infinity,
            ),
          );
        expect(worst(pick.nearestMiss.id)).toBe(Math.min(...judgeable.map(({ id }) => worst(id))));
        expect(pick.nearestMiss.misses.every(({ miss }) => (miss ?? 0) > 0)).toBe(true);
      }),
    );
  });

  it('never fits more when a limit is made stricter', () => {
    fc.assert(
      fc.property(candidates, limits, fraction, (all, asked, part) => {
        const stricter = Object.fromEntries(
          Object.entries(asked).map(([figure, limit]) => [
            figure,
            figure === 'top1' ? limit + (1 - limit) * part : limit * part,
          ]),
        );
        const loose = new Set(pickCandidates(all, { limits: asked, draws }).fitting);
        const strict = pickCandidates(all, { limits: stricter, draws }).fitting;
        expect(strict.filter((id) => !loose.has(id))).toEqual([]);
      }),
    );
  });

  it('shares out the draws, and does not depend on the order of the candidates', () => {
    fc.assert(
      fc.property(candidates, limits, (all, asked) => {
        const pick = pickCandidates(all, { limits: asked, draws });
        const shares = pick.candidates.map(({ pickedShare }) => pickedShare);
        const total = shares.reduce((sum, share) => sum + share, pick.nothingFitsShare);
        expect(total).toBeLessThanOrEqual(1 + 1e-9);
        const reversed = pickCandidates([...all].reverse(), { limits: asked, draws });
        expect([...reversed.fitting].reverse()).toEqual(pick.fitting);
        expect(reversed.nothingFitsShare).toBeCloseTo(pick.nothingFitsShare, 9);
      }),
    );
  });

  const around = (value: number, half: number): Measured => ({
    value,
    interval: { low: value - half, high: value + half, confidence: 0.95 },
  });
  const candidate = (id: string, top1: Measured, latencyMs: Measured): PickCandidate => ({
    id,
    figures: {
      top1,
      latencyMs,
      memoryBytes: { value: 1e8 },
      parameters: { value: 1e6 },
      macs: { value: 1e8 },
    },
  });

  it('takes the faster of two that are tied in accuracy, and is then sure', () => {
    const pick = pickCandidates(
      [
        candidate('slow', around(0.907, 0.006), around(4, 0.1)),
        candidate('fast', around(0.905, 0.006), around(1, 0.1)),
      ],
      { limits: {} },
    );
    expect(pick.best).toMatchObject({ id: 'fast', rule: 'most-accurate', tied: [] });
    expect(pick.best?.pickedShare).toBeGreaterThan(0.9);
    expect(pick.front).toEqual(['slow', 'fast']);
  });

  it('is half sure of what sits on its limit, to the error of the draws', () => {
    const pick = pickCandidates([candidate('a', around(0.9, 0.01), around(5, 0.5))], {
      limits: { latencyMs: 5 },
    });
    expect(pick.best).toMatchObject({ id: 'a', fitsForSure: false });
    expect(Math.abs(pick.nothingFitsShare - 0.5)).toBeLessThan(0.05);
  });

  it('draws as wide as the interval says: 2.5 % lie beyond its end', () => {
    const pick = pickCandidates([candidate('a', around(0.9, 0.01), around(5, 0.5))], {
      limits: { latencyMs: 5.5 },
      draws: 20_000,
    });
    expect(Math.abs(pick.nothingFitsShare - 0.025)).toBeLessThan(0.005);
  });

  it('says by how much the nearest misses', () => {
    const pick = pickCandidates(
      [
        candidate('near', around(0.84, 0.02), { value: 4 }),
        candidate('far', around(0.99, 0.001), { value: 50 }),
      ],
      { limits: { top1: 0.85, latencyMs: 5 } },
    );
    expect(pick.best).toBeUndefined();
    expect(pick.nearestMiss).toMatchObject({ id: 'near', mightFit: true });
    expect(pick.nearestMiss?.misses).toMatchObject([
      { figure: 'top1', limit: 0.85, fit: 'unlikely' },
    ]);
    expect(pick.nearestMiss?.misses[0]?.miss).toBeCloseTo(0.01, 12);
  });

  it('never takes what was not measured for 0', () => {
    const pick = pickCandidates(
      [candidate('a', { notMeasured: 'no test images' }, { notMeasured: 'the cell failed' })],
      { limits: { latencyMs: 5 } },
    );
    expect(pick).toMatchObject({
      fitting: [],
      front: [],
      nothingFitsShare: expect.closeTo(1, 9) as number,
    });
    expect(pick.nearestMiss).toBeUndefined();
  });

  it('tells figures that have no interval', () => {
    const pick = pickCandidates([candidate('a', around(0.9, 0.01), { value: 4 })], {
      limits: { memoryBytes: 2e8 },
    });
    expect(pick.best?.withoutInterval).toEqual(['latencyMs', 'memoryBytes']);
  });
});
