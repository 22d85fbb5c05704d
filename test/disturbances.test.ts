/** What disturbs a cell while it is measured is seen from outside and stands in its record. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { executeRun, loadPlugins, makePlan, parseConfig, readResults } from '@convbench/core';
import type { MeasuredCellRecord } from '@convbench/spec';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

const plugin = fileURLToPath(new URL('./fixtures/plugins/tinyNet.ts', import.meta.url));
let root: string;
const busy: ChildProcess[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-disturbances-'));
  vi.stubEnv('CONVBENCH_CACHE', join(root, 'cache'));
});
afterAll(async () => {
  for (const child of busy) child.kill('SIGKILL');
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

/** Keeps half of the CPUs busy. */
async function startLoad(): Promise<void> {
  const path = join(root, 'busy.mjs');
  await writeFile(path, 'for (;;);');
  const count = Math.max(1, Math.ceil(availableParallelism() / 2));
  for (let each = 0; each < count; each++) busy.push(fork(path));
}

async function measure(name: string): Promise<MeasuredCellRecord> {
  const plugins = await loadPlugins({ specifiers: [plugin], directory: root });
  const config = parseConfig(
    {
      architectures: ['tiny-plain'],
      backends: [{ name: 'onnxruntime', device: 'cpu', threads: 1 }],
      datasets: [{ name: 'shapes', options: { trainImages: 64, testImages: 12 } }],
      inputSizes: [16],
      batchSizes: [4],
      weights: 'initial',
      measuring: {
        rounds: 1,
        machinePeak: false,
        minimumTimeMs: 600,
        maximumTimeMs: 2000,
        maximumWarmupMs: 100,
      },
    },
    'matrix',
  );
  const runDirectory = join(root, name);
  await executeRun({ plan: await makePlan({ config, directory: root }, plugins), runDirectory });
  const record = (await readResults(runDirectory)).cells[0]?.rounds[0];
  if (record?.status !== 'measured') throw new Error(JSON.stringify(record));
  return record;
}

it.runIf(process.platform === 'linux')(
  'tells a busy process beside it from its own work',
  async () => {
    await startLoad();
    const { contention, warnings } = await measure('busy');
    expect(contention.ownShare).toMatchObject({ value: expect.any(Number) });
    expect(warnings).toContainEqual({ kind: 'contended', otherShare: expect.any(Number) });
  },
);
