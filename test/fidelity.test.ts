/** Networks are what their papers and reference implementations say, or the difference is explained. */
import { describeNetwork, loadPlugins } from '@convbench/core';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** V1 of the lecture with batch normalisation, which nobody else counts: it differs from V1 by that alone. */
const UNPUBLISHED = ['googlenet-v2-d2l'];

const plugins = await loadPlugins({ specifiers: [], directory: process.cwd() });
const ids = plugins.architectures.flatMap(({ plugin }) => plugin.variants.map(({ id }) => id));

describe.each(ids)('%s', (id) => {
  const { published } = describeNetwork(plugins, id);

  it('has figures of somebody else', () => {
    expect(published.length > 0).toBe(!UNPUBLISHED.includes(id));
  });

  it('agrees with them, or says why not', () => {
    for (const { figures, trainableParameters, macs } of published) {
      const agree = [trainableParameters, macs].every((count) => count?.agrees ?? true);
      expect(agree || figures.difference !== undefined, figures.source).toBe(true);
    }
  });

  it('gives accuracies as fractions', () => {
    for (const { figures } of published)
      for (const accuracy of [figures.top1, figures.top5].filter((value) => value !== undefined)) {
        expect(accuracy).toBeGreaterThan(0.5);
        expect(accuracy).toBeLessThan(1);
      }
  });
});

it('docs/architectures.md is what the plugins state', () => {
  const script = fileURLToPath(new URL('../scripts/generate-fidelity.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
