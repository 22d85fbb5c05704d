/** What studies conclude from records whose truth is known: each verdict can come out, and does where it should. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeNetwork, loadPlugins } from '@convbench/core';
import type { PluginSet } from '@convbench/core';
import type { Network, RunResults } from '@convbench/spec';
import { judgeStudy, studies } from '@convbench/study';
import type { StudyForm } from '@convbench/study';
import { beforeAll, describe, expect, it } from 'vitest';
import { syntheticRun } from './support/syntheticRun.js';
import type { Truth } from './support/syntheticRun.js';

const directory = join(dirname(fileURLToPath(import.meta.url)), '..', 'packages', 'study');
let plugins: PluginSet;

beforeAll(async () => {
  plugins = await loadPlugins({ specifiers: ['@convbench/study/networks'], directory });
}, 300_000);

function judge(
  id: string,
  truth: Truth,
  form: StudyForm = 'quick',
  change = (run: RunResults): RunResults => run,
) {
  const study = studies.find((each) => each.id === id);
  if (study?.matrices === undefined) throw new Error(id);
  const evidence = {
    describe: (network: string, options = {}) => describeNetwork(plugins, network, options),
  };
  const runs = new Map(
    study
      .matrices(form)
      .map((matrix) => [matrix.name, change(syntheticRun(evidence, matrix, truth))]),
  );
  return judgeStudy(study, { form }, plugins, runs);
}

/** Some scatter that is the same every time. */
const wobble = (size: number, ...key: readonly unknown[]) => {
  const text = JSON.stringify(key);
  let hash = 7;
  for (const letter of text) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
  return size * Math.sin(hash);
};
/** Time in proportion to MACs, with 1 % of scatter between rounds. */
const asMacs: Truth['latencyMs'] = (network, macs, round) =>
  (macs / 1e8) * (1 + wobble(0.01, network, round));
const of =
  (option: string, value: unknown, yes: number, no: number): Truth['top1'] =>
  (network, seed) =>
    (network.options[option] === value ? yes : no) + wobble(0.002, network, seed);
const noisy: Truth['top1'] = (network, seed) => 0.85 + wobble(0.03, network.options, seed, 'noise');

describe('studies of time', () => {
  it('confirm a saving that is as large as that of MACs', { timeout: 300_000 }, () => {
    expect(judge('inception-block', { latencyMs: asMacs }).verdict).toBe('confirmed');
    expect(judge('bottleneck', { latencyMs: asMacs }).verdict).toBe('confirmed');
  });

  it('refute that a bottleneck saves time where it does not', () => {
    const truth = {
      latencyMs: (network: Network, _: number, round: number) => 5 + wobble(0.01, network, round),
    };
    const slower = {
      latencyMs: (network: Network, _: number, round: number) =>
        (network.options.bottleneck === 0 ? 5 : 6) + wobble(0.01, network, round),
    };
    expect(judge('bottleneck', truth).verdict).toBe('cannot-tell');
    expect(judge('bottleneck', slower).verdict).toBe('refuted');
  });

  it('tell powers of two from multiples of 16', { timeout: 300_000 }, () => {
    const isPower = ({ options: { width } }: Network) => width === 128 || width === 256;
    const isTile = ({ options: { width } }: Network) => Number(width) % 16 === 0;
    const cheaper = (chosen: (network: Network) => boolean): Truth => ({
      latencyMs: (network, macs, round) =>
        (asMacs(network, macs, round) ?? 0) * (chosen(network) ? 0.8 : 1),
    });
    expect(judge('powers-of-two', cheaper(isPower)).verdict).toBe('confirmed-with-limits');
    const tiles = judge('powers-of-two', cheaper(isTile));
    expect(tiles.verdict).toBe('refuted');
    expect(
      tiles.criteria.filter(({ role }) => role === 'limits').map(({ outcome }) => outcome),
    ).toEqual(['holds', 'holds', 'holds', 'holds']);
  });

  it('cannot tell from layers whose time is that of launching them', () => {
    const { verdict, criteria } = judge('powers-of-two', {
      latencyMs: (network, _, round) => 5 + wobble(0.01, network, round),
    });
    const outcomes = (wanted: string) =>
      criteria.filter(({ role }) => role === wanted).map(({ outcome }) => outcome);
    expect(outcomes('presupposes')).toEqual(['fails']);
    // Per MAC the wider layer wins, whatever its width.
    expect(outcomes('decides')).toEqual(['holds', 'holds']);
    expect(verdict).toBe('cannot-tell');
  });
});

describe('where nothing was measured', () => {
  const measuring = studies.filter(({ matrices }) => matrices !== undefined);

  it.each(measuring.map(({ id }) => id))('%s leaves open what is not exact', (id) => {
    const { criteria, verdict } = judge(id, {}, 'quick', (run) => ({
      ...run,
      cells: [],
      trainings: [],
    }));
    for (const { exact, effect, outcome, name } of criteria)
      if (!exact && 'notMeasured' in effect) expect(outcome, name).toBe('open');
    expect(criteria.some(({ outcome }) => outcome === 'open')).toBe(true);
    expect(verdict).not.toBe('confirmed');
    expect(verdict).not.toBe('refuted');
  });
});

describe('studies of accuracy', () => {
  it.each([
    ['pool-branch', 'pool', 'max'],
    ['depth-against-width', 'depth', 4],
  ] as const)('%s: confirm, refute, or say that they cannot tell', (id, option, value) => {
    const verdict = (top1: Truth['top1']) =>
      judge(id, { latencyMs: asMacs, ...(top1 && { top1 }) }).verdict;
    expect(verdict(of(option, value, 0.9, 0.8))).toMatch(/^confirmed/);
    expect(verdict(of(option, value, 0.8, 0.9))).toBe('refuted');
    expect(verdict(noisy)).toBe('cannot-tell');
  });

  it.each([
    ['asymmetric', 'asymmetric', true],
    ['average-pooling', 'head', 'average'],
  ] as const)('%s: bear a small loss, and refute a large one', (id, option, value) => {
    const run = (yes: number) =>
      judge(id, {
        latencyMs: asMacs,
        top1: (network, seed) =>
          (network.options[option] === value ? yes : 0.9) + wobble(0.0005, network, seed),
      });
    expect(run(0.897).verdict).toMatch(/^confirmed/);
    expect(run(0.85).verdict).toBe('refuted');
  });

  it('batch-norm: looks at convergence and at the end', () => {
    const better = (network: Network) => network.id === 'googlenet-v2-d2l';
    const top1 = (network: Network, seed: number) =>
      (better(network) ? 0.9 : 0.85) + wobble(0.002, network, seed);
    const early =
      (yes: number, no: number): NonNullable<Truth['trainTop1']> =>
      (network, seed, part) =>
        part < 0.5 ? (better(network) ? yes : no) + wobble(0.01, network, seed) : 0.9;
    expect(judge('batch-norm', { top1, trainTop1: early(0.8, 0.4) }).verdict).toBe('confirmed');
    expect(judge('batch-norm', { top1, trainTop1: early(0.4, 0.8) }).verdict).toBe('refuted');
  });

  it(
    'v3-against-vgg: is decided by published accuracy, and limited by memory and time',
    { timeout: 300_000 },
    () => {
      const { verdict, criteria } = judge('v3-against-vgg', { latencyMs: asMacs });
      expect(verdict).toBe('confirmed-with-limits');
      expect(criteria[0]).toMatchObject({
        outcome: 'holds',
        effect: { value: expect.closeTo(5.7, 0) as number },
      });
      expect(criteria.at(-1)).toMatchObject({ outcome: 'fails' });
    },
  );

  it('tune-small: follows the ranks', () => {
    const rank = ({ id, options }: Network) => wobble(0.1, id, options.head ?? '');
    const [same, opposite] = [1, -1].map((sign) =>
      judgeReduced((network, whole) => 0.7 + rank(network) * (whole ? 1 : sign)),
    );
    expect(same?.criteria[0]).toMatchObject({ effect: { value: 1 }, outcome: 'holds' });
    expect(opposite).toMatchObject({ verdict: 'refuted' });
  });

  function judgeReduced(top1: (network: Network, whole: boolean) => number) {
    const study = studies.find(({ id }) => id === 'tune-small');
    if (study?.matrices === undefined) throw new Error('no such study');
    const evidence = {
      describe: (id: string, options = {}) => describeNetwork(plugins, id, options),
    };
    const runs = new Map(
      study.matrices('quick').map((matrix) => [
        matrix.name,
        syntheticRun(evidence, matrix, {
          top1: (network) => top1(network, matrix.name.startsWith('whole')),
        }),
      ]),
    );
    return judgeStudy(study, { form: 'quick' }, plugins, runs);
  }
});
