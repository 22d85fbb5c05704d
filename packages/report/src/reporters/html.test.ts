import { createHash } from 'node:crypto';
import type { Mistake } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { withMeasured, withoutAccuracy } from '../../../../test/support/changedResults.js';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { HOSTILE, hostileResults } from '../../../../test/support/hostileResults.js';
import { richResults } from '../../../../test/support/richResults.js';
import { renderHtml } from './html.js';

const page = renderHtml(exampleResults());
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

const withMistakes = (mistakes: Mistake[]) =>
  withMeasured((record) => ({
    ...record,
    ...(record.correctness && { correctness: { ...record.correctness, mistakes } }),
  }));

describe('renderHtml', () => {
  it('is deterministic and small', () => {
    expect(renderHtml(exampleResults())).toBe(page);
    expect(Buffer.byteLength(page)).toBeLessThan(300_000);
  });

  it('lets in its own style and script by hash, and has nothing that the policy would refuse', () => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
    const [, style = ''] = /<style>([^]*?)<\/style>/.exec(page) ?? [];
    const [, script = ''] = /<script>([^]*?)<\/script>/.exec(page) ?? [];
    expect(policy).toContain(`style-src &#39;sha256-${sha256(style)}&#39;`);
    expect(policy).toContain(`script-src &#39;sha256-${sha256(script)}&#39;`);
    expect(page).not.toMatch(/ (?:style|on\w+)="/);
    expect(page).not.toMatch(/(?:src(?!="data:image\/webp;base64,)|url)\s*[=(]/);
    expect(page).not.toMatch(/href="(?!#)/);
  });

  it('has every id once, and links only to ids that are there', () => {
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
    for (const [, target] of page.matchAll(/aria-labelledby="([^"]+)"/g)) {
      expect(ids).toContain(target);
    }
  });

  it('answers, and shows the reason of what was not measured and the failure of what failed', () => {
    expect(page).toContain('is the fastest network within one point of the most accurate');
    expect(page).toContain('not measured: steady state was too short for the energy counter');
    expect(page).toContain('was killed in warm-up (SIGKILL)');
    expect(page).toContain('Free memory, or measure this network at a smaller batch.');
    const shown = page.replace(/<script>[^]*?<\/script>/, '');
    expect(shown.match(/undefined|NaN|\[object/)).toBe(null);
  });

  it('shows recipes, weights and the origin of each training', () => {
    for (const training of exampleResults().trainings) {
      if (training.status === 'done') expect(page).toContain(training.weightsSha256);
    }
    expect(page).toContain('before: weights from the cache');
    expect(page).toContain('SGD, momentum 0.9, weight decay 0.0005');
    const [, shared = '', cards = ''] =
      /Alike in all trainings<\/h3>(.*?)<div class="cards">(.*)/.exec(page) ?? [];
    expect(shared).toContain('<dt>Seed</dt>');
    expect(cards).not.toContain('<dt>Seed</dt>');
    expect(cards).toContain('<dt>Weights</dt>');
  });

  it('shows where the cost of each network sits, and what is published of it, where records say so', () => {
    expect(page).not.toContain('id="layers"');
    expect(page).not.toContain('id="fidelity"');
    const rich = renderHtml(richResults());
    expect(rich).toContain('id="layers"');
    expect(rich).toMatch(/ has 50\s% of its parameters and 5(?:\.0)?\s% of its MACs in head\./);
    expect(rich).toContain('stage1: 50\u00a0%');
    expect(rich).toContain('a paper, table 1');
    expect(rich).toMatch(/6(?:\.000)? \/ 5\.998: agrees/);
    expect(rich).toMatch(/1\s?400 \/ 1\s?498: \+7(?:\.0)?\s%/);
    expect(rich).toContain('It leaves out the last layers.');
  });

  it('says where weights come from that were not trained', () => {
    const pretrained = { origin: 'net <1>.onnx', sha256: 'abc123' };
    const results = withMeasured((record) => ({
      ...record,
      cell: { ...record.cell, pretrained, weightsKey: record.cell.network.id },
    }));
    const shown = renderHtml({ ...results, trainings: [] });
    expect(shown).toContain('It came with its weights; nothing was trained.');
    expect(shown).toContain('net &lt;1&gt;.onnx');
    const untrained = withMeasured((record) => ({
      ...record,
      cell: { ...record.cell, pretrained: { ...pretrained, untrained: true as const } },
    }));
    const before = renderHtml({ ...untrained, trainings: [] });
    expect(before).toContain('It was not trained.');
    expect(before).not.toContain('It came with its weights');
    expect(shown).toContain('abc123');
    expect(shown.replace(/<script>[^]*?<\/script>/, '')).not.toMatch(/undefined|NaN|\[object/);
  });

  it('lets no text of the results out of its place', () => {
    const hostile = renderHtml(hostileResults());
    expect(hostile).not.toContain(HOSTILE);
    expect(hostile.match(/<script/g)).toHaveLength(3);
    expect(hostile.match(/<\/script>/g)).toHaveLength(3);
    expect(hostile).not.toContain('<img src=x');
  });

  it('never draws or sorts NaN, infinity or null as 0 (R05)', () => {
    for (const value of [NaN, Infinity, null as unknown as number]) {
      const text = renderHtml(
        withMeasured((record) => ({
          ...record,
          imagesPerSecond: { value },
          latency: { ...record.latency, medianMs: { value } },
        })),
      );
      expect(text).toContain(`not measured: the record holds ${value}`);
      expect(text).not.toMatch(/data-v="(?:NaN|Infinity|null)"/);
    }
  });

  it('renders runs of which nothing, or nothing but failures, is there', () => {
    const results = exampleResults();
    const empty = renderHtml({ ...results, trainings: [], peaks: [], cells: [] });
    expect(empty).toContain('No network can be ranked here.');
    expect(empty).toContain('not run yet');
    const failed = results.cells.filter(({ rounds }) => rounds[0]?.status === 'failed');
    expect(renderHtml({ ...results, cells: failed })).toContain('What is missing?');
  });

  it('leaves out charts of accuracy where there is none', () => {
    const text = renderHtml(
      withMeasured((record) => ({ ...record, correctness: withoutAccuracy('no test set') })),
    );
    expect(text).toContain('Accuracy was not measured');
    expect(text).not.toContain('Worth a choice');
    expect(text).not.toContain('name="axis"');
  });

  it('shows a training that failed', () => {
    const results = exampleResults();
    const trainings = results.trainings.map((training, index) => {
      if (index > 0) return training;
      const { type, recordVersion, key, network, dataset, backend, recipe, seed, startedAt } =
        training;
      const base = { type, recordVersion, key, network, dataset, backend, recipe, seed, startedAt };
      const failure = { kind: 'threw', message: 'The loss is NaN.', phase: 'training' } as const;
      return { ...base, status: 'failed' as const, failure };
    });
    expect(renderHtml({ ...results, trainings })).toContain('The loss is NaN.');
  });

  it('names classes of one name apart (D10)', () => {
    const text = renderHtml(
      withMeasured((record) => {
        const classes = [...record.cell.dataset.classes];
        classes[0] = classes[6] = 'crane';
        return {
          ...record,
          cell: { ...record.cell, dataset: { ...record.cell.dataset, classes } },
        };
      }),
    );
    expect(text).toContain('crane (6) taken for crane (0)');
  });

  it('shows the image of a mistake that the network was surest of, where the record has one', () => {
    const text = renderHtml(exampleResults());
    expect(text.match(/<img /g)).toHaveLength(4);
    expect(text).toMatch(
      /<img [^>]*alt="Test image 40" src="data:image\/webp;base64,[^"]+"><small>97\u00a0% sure<\/small>Shirt taken for T-shirt\/top: /,
    );
    expect(renderHtml(withMistakes([]))).not.toContain('<img');
    const [mistake] = exampleResults().cells.flatMap(({ rounds: [record] }) =>
      record?.status === 'measured' ? (record.correctness?.mistakes ?? []) : [],
    );
    const webpBase64 = '"><img src=x onerror=alert(1)>';
    expect(renderHtml(withMistakes([{ ...mistake!, webpBase64 }]))).not.toContain('<img src=x');
  });

  it('calls top-5 of three classes not applicable (D19)', () => {
    const text = renderHtml(
      withMeasured((record) => {
        const dataset = { ...record.cell.dataset, classes: ['a', 'b', 'c'] };
        return { ...record, cell: { ...record.cell, dataset } };
      }),
    );
    expect(text).toContain('not applicable: 3 classes');
    expect(text).not.toContain('not measured: not applicable');
  });
});
