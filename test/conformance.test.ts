/** The ready suites: every built-in plugin passes them, and a plugin with a fault does not. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPlugins } from '@convbench/core';
import { testArchitecture, testBackend, type TestBackendOptions } from '@convbench/core/testing';
import { UserError } from '@convbench/spec';
import type { ArchitecturePlugin, BackendPlugin, Session, TrainingGroup } from '@convbench/spec';
import { initialState } from '@convbench/train';
import { describe, expect, it } from 'vitest';
import interpreterBackend from './fixtures/plugins/interpreterBackend.js';
import tinyNet from './fixtures/plugins/tinyNet.js';
import { failingTests } from './support/failingTests.js';

const { architectures, backends } = await loadPlugins({
  specifiers: ['./tinyNet.ts', './interpreterBackend.ts'],
  directory: fileURLToPath(new URL('./fixtures/plugins/', import.meta.url)),
});
for (const { plugin } of architectures) testArchitecture(plugin, { describe, it, expect });
// Its suite stands in its own package, for every engine.
for (const { plugin } of backends.filter((each) => each.plugin.name !== 'tfjs'))
  testBackend(plugin, { describe, it, expect });

describe('the suite of an architecture finds', () => {
  const failing = (fault: Partial<ArchitecturePlugin>) =>
    failingTests((framework) =>
      testArchitecture({ ...(tinyNet as ArchitecturePlugin), ...fault }, framework, {
        inputSizes: [16],
      }),
    );

  it('nothing in a sound one', async () => {
    expect(await failing({})).toEqual([]);
  });

  it('another contract', async () => {
    expect(await failing({ apiVersion: 0 })).toEqual(['has a valid header']);
  });

  it('a graph that changes', async () => {
    let calls = 0;
    const build: ArchitecturePlugin['build'] = (variant, options) =>
      tinyNet.build(variant, { ...options, filters: 4 + (calls++ % 7) });
    expect(await failing({ build })).toContain('builds the same graph every time');
  });

  it('a wrong number of classes', async () => {
    const build: ArchitecturePlugin['build'] = (variant, options) =>
      tinyNet.build(variant, { ...options, filters: 8, classes: 10 });
    expect(await failing({ build })).toContain('builds at 16 px, with logits [N, classes]');
  });

  it('a figure that is not that of the network', async () => {
    const [first, ...others] = tinyNet.variants;
    const published = first!.published!.map((figures) => ({
      ...figures,
      macs: (figures.macs ?? 0) + 1,
    }));
    expect(await failing({ variants: [{ ...first!, published }, ...others] })).toEqual([
      'has the published figures of by hand',
    ]);
  });

  it('an error that is not for users', async () => {
    const build = () => {
      throw new TypeError('undefined is not a function');
    };
    expect(await failing({ build })).toContain('builds, or says what size it needs, at 1 px');
  });
});

describe('the suite of a backend finds', () => {
  const failing = (
    change: (session: Session) => Session,
    fault: Partial<BackendPlugin> = {},
    options: TestBackendOptions = {},
  ) =>
    failingTests((framework) =>
      testBackend(
        {
          ...interpreterBackend,
          start: async (...given) => {
            const engine = await interpreterBackend.start(...given);
            return { ...engine, open: async (...asked) => change(await engine.open(...asked)) };
          },
          ...fault,
        },
        framework,
        options,
      ),
    );

  it('nothing in a sound one', async () => {
    expect(await failing((session) => session)).toEqual([]);
  });

  it('logits that are off by a thousandth', async () => {
    const found = await failing((session) => ({
      ...session,
      run: async (images) =>
        (await session.run(images)).map((logit, i) => logit + (i === 0 ? 1e-3 : 0)),
    }));
    expect(found).toContain('computes the logits of the interpreter: plain');
  });

  it('logits that are not finite', async () => {
    const run = async () => new Float32Array(15).fill(NaN);
    expect(await failing((session) => ({ ...session, run }))).toContain(
      'computes the logits of the interpreter: plain',
    );
  });

  it('images that see their batch', async () => {
    const found = await failing((session) => ({
      ...session,
      run: async (images) => {
        const logits = await session.run(images);
        const mean = logits.reduce((sum, logit) => sum + logit, 0) / logits.length;
        return logits.map((logit) => logit - mean);
      },
    }));
    expect(found).toContain('computes an image as it does without company: plain');
  });

  it('a result that is used again', async () => {
    let kept: Float32Array | undefined;
    const found = await failing((session) => ({
      ...session,
      run: async (images) => {
        const logits = await session.run(images);
        if (kept?.length !== logits.length) kept = logits;
        kept.set(logits);
        return kept;
      },
    }));
    expect(found).toContain('leaves results to the caller: a later run does not change them');
  });

  it('a run after the end', async () => {
    const dispose = () => Promise.resolve();
    expect(await failing((session) => ({ ...session, dispose }))).toEqual([
      'refuses to run after it was disposed',
    ]);
  });

  it('a trainer with another learning rate, and one that forgets its slots', async () => {
    const open: TrainingGroup['open'] = async (...given) => {
      const trainer = await interpreterBackend.training!.open(...given);
      return {
        ...trainer,
        step: (feeds) => trainer.step({ ...feeds, learningRate: feeds.learningRate * 1.01 }),
      };
    };
    expect(await failing((session) => session, { training: { open } })).toContain(
      'steps as the interpreter does: plain, sgd',
    );
    const forgetful: TrainingGroup['open'] = (training, state, options) =>
      interpreterBackend.training!.open(training, initialState(training, state), options);
    expect(await failing((session) => session, { training: { open: forgetful } })).toEqual([
      'goes on from its state as if it had not stopped',
    ]);
  });

  it('a device that is to be checked against one that is not there', async () => {
    const [cpu] = interpreterBackend.devices;
    const found = await failing((session) => session, {
      devices: [{ ...cpu, checkedAgainst: 'nowhere' }],
    });
    expect(found).toContain('has a valid header');
  });

  it('files that differ from one writing to the next', async () => {
    let writings = 0;
    const materialize: BackendPlugin['materialize'] = async (source, options, folder) => {
      const written = await interpreterBackend.materialize(source, options, folder);
      await writeFile(join(folder, 'when.txt'), String(writings++));
      return written;
    };
    expect(await failing((session) => session, { materialize })).toEqual([
      'writes files of its own into the folder, and the same ones for the same network',
    ]);
  });

  it('an engine of another version than its probe says', async () => {
    const probe = () => Promise.resolve({ available: true as const, engineVersion: '2' });
    expect(await failing((session) => session, { probe })).toEqual([
      'says of itself what the probe says, and names processes and the device if it can',
    ]);
  });

  it('a series of calls that ends too early', async () => {
    const block = () => Promise.resolve([1]);
    expect(await failing((session) => ({ ...session, block }))).toEqual([
      'times a series of calls where they happen, if it can',
    ]);
  });

  it('a trainer that refuses what it does not name, or names what it trains', async () => {
    const open: TrainingGroup['open'] = async (training, ...given) => {
      if (training.nodes.some(({ op }) => op === 'LRN'))
        throw new UserError('backend-fixture', 'There is no LRN.', 'Choose another network.');
      return interpreterBackend.training!.open(training, ...given);
    };
    const found = await failing((session) => session, {
      training: { ...interpreterBackend.training!, open },
    });
    expect(found).toHaveLength(7);
    expect(found).toContain('steps as the interpreter does: lrn, sgd');
    const failingWith = (...refusesToTrain: ('lrn' | 'inception')[]) =>
      failing(
        (session) => session,
        { training: { ...interpreterBackend.training!, open } },
        { refusesToTrain },
      );
    expect(await failingWith('lrn')).toEqual([]);
    expect(await failingWith('lrn', 'inception')).toEqual(['refuses, and says why: inception']);
  });
});
