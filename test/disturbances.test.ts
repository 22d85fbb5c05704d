/** What disturbs a cell while it is measured is seen from outside and stands in its record. */
import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { executeRun, loadPlugins, makePlan, parseConfig, readResults } from '@convbench/core';
import type { MeasuredCellRecord } from '@convbench/spec';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

// Processes take turns, and a busy machine takes its time.
vi.setConfig({ testTimeout: 240_000 });

const fixture = (name: string) =>
  fileURLToPath(new URL(`./fixtures/plugins/${name}`, import.meta.url));
const specifiers = ['tinyNet.ts', 'misbehavingBackend.ts', 'unsteadyBackend.ts'].map(fixture);
let root: string;
const busy: ChildProcess[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-disturbances-'));
  vi.stubEnv('CONVBENCH_CACHE', join(root, 'cache'));
});
const path = process.env['PATH'] ?? '';

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

/** The first rounds of a run's cells. */
async function measureAll(
  name: string,
  changes: Record<string, unknown> = {},
): Promise<readonly MeasuredCellRecord[]> {
  const plugins = await loadPlugins({ specifiers, directory: root });
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
      ...changes,
    },
    'matrix',
  );
  const runDirectory = join(root, name);
  await executeRun({ plan: await makePlan({ config, directory: root }, plugins), runDirectory });
  const { cells } = await readResults(runDirectory);
  return cells.map(({ rounds: [record] }) => {
    if (record?.status !== 'measured') throw new Error(JSON.stringify(record));
    return record;
  });
}

async function measure(
  name: string,
  changes: Record<string, unknown> = {},
): Promise<MeasuredCellRecord> {
  const [record] = await measureAll(name, changes);
  if (record === undefined) throw new Error('The run has no cell.');
  return record;
}

it.runIf(process.platform === 'linux')(
  'tells a busy process beside it from its own work',
  async () => {
    await startLoad();
    const { contention, warnings } = await measure('busy');
    for (const child of busy.splice(0)) child.kill('SIGKILL');
    expect(contention.ownShare).toMatchObject({ value: expect.any(Number) });
    expect(warnings).toContainEqual({ kind: 'contended', otherShare: expect.any(Number) });
  },
);

/**
 * Speaks as nvidia-smi does: a GPU that draws 300 W on the mean of a second, slowed down for its heat, with
 * processes whose numbers are those outside of a container.
 */
const fakeGpu = `#!/bin/sh
case "$1" in
*power.draw.instant*) echo 'Field "power.draw.instant" is not a valid field to query.'; exit 2;;
--query-compute-apps*) while :; do echo "999998, GPU-1, 512"; echo "999999, GPU-1, 512"; sleep 0.5; done;;
esac
while :; do
  echo "0, GPU-1, Example GPU, 2048, 8192, 300.00, 1500, 5000, 80, 90, 0x0000000000000040, [N/A], [N/A]"
  sleep 0.1
done
`;
const misbehaving = (device: string) => ({
  backends: [{ name: 'misbehaving', device, threads: 1 }],
});

it.runIf(process.platform === 'linux')(
  'takes memory, power and throttling of a GPU from its driver, and says that energy is estimated',
  async () => {
    await writeFile(join(root, 'nvidia-smi'), fakeGpu, { mode: 0o755 });
    vi.stubEnv('PATH', `${root}:${path}`);
    const record = await measure('gpu', {
      ...misbehaving('falls-back-to-the-cpu'),
      allowCpuNodes: true,
      measuring: {
        rounds: 1,
        machinePeak: false,
        // Longer than asked for: means of a second need some seconds.
        minimumTimeMs: 100,
        maximumTimeMs: 4500,
        maximumWarmupMs: 50,
      },
    });
    vi.stubEnv('PATH', path);
    const { gpu, energy, memory, warnings } = record;
    expect(gpu).toMatchObject({
      name: 'Example GPU',
      powerWatts: { value: 300 },
      temperatureCelsius: { value: 80 },
      throttleReasons: ['hardware thermal slowdown'],
    });
    expect(memory.gpuDeviceBytes).toEqual({ value: 2048 * 2 ** 20 });
    expect(memory.gpuProcessBytes).toHaveProperty('notMeasured');
    if ('notMeasured' in energy || !('value' in energy.steadyJoules))
      throw new Error(JSON.stringify(energy));
    expect(energy.steadyJoules.value / energy.steadySeconds).toBeCloseTo(300, 0);
    expect(energy.steadySeconds).toBeGreaterThan(3);
    expect(energy.wholeSeconds).toBeGreaterThan(energy.steadySeconds);
    expect(energy).toMatchObject({
      source: 'nvidia-smi',
      idleWatts: { value: expect.closeTo(300, 6) as number },
    });
    expect(warnings).toEqual(
      expect.arrayContaining([
        { kind: 'throttled', detail: expect.stringContaining('hardware thermal slowdown') },
        { kind: 'estimated-energy', detail: expect.stringContaining('mean of the second') },
        {
          kind: 'gpu-contended',
          gpu: 'Example GPU',
          processes: ['1 outside of this container'],
        },
        { kind: 'cpu-fallback', operators: ['Conv'], shareOfNodes: 0.25, shareOfTime: 0.5 },
      ]),
    );
  },
);

it('searches the rate that a server keeps up, and says how far each was from the bound', async () => {
  const { server, batchSizeRun } = await measure('server', {
    scenarios: ['server'],
    measuring: {
      rounds: 1,
      machinePeak: false,
      minimumTimeMs: 50,
      maximumTimeMs: 200,
      maximumWarmupMs: 50,
      serverP99Ms: 2000,
    },
  });
  expect(batchSizeRun).toBe(1);
  expect(server?.p99BoundMs).toBe(2000);
  expect(server?.highestRatePerSecond).toMatchObject({ value: expect.any(Number) });
  const met = server?.points.filter(({ meets }) => meets) ?? [];
  expect(met.length).toBeGreaterThan(0);
  for (const point of met) expect(point.requests).toBeGreaterThanOrEqual(500);
});

/** A file that is on the disk and not in memory, or undefined where a system does not tell or do so. */
async function coldFile(): Promise<string | undefined> {
  const path = join(root, 'weights.bin');
  await writeFile(path, randomBytes(8e6));
  const forget = () =>
    spawnSync('sync', [path]).status === 0 &&
    spawnSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0']).status === 0;
  const bytesRead = () =>
    Number(/^read_bytes: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
  if (!existsSync('/proc/self/io') || !forget()) return undefined;
  const before = bytesRead();
  readFileSync(path);
  // Nothing is read from a disk where files are in memory, or where nobody counts.
  return bytesRead() - before >= 8e6 && forget() ? path : undefined;
}

it('warns of what is unsteady, too little, cold, or another device than it says', async () => {
  const cold = await coldFile();
  const devices = [
    'gets-slower',
    'has-two-levels',
    'is-noisy',
    'settles-late',
    'is-a-software-renderer',
    ...(cold === undefined ? [] : ['reads-a-cold-file']),
  ];
  vi.stubEnv('CONVBENCH_TEST_COLD_FILE', cold ?? '');
  const records = await measureAll('unsteady', {
    backends: devices.map((device) => ({ name: 'unsteady', device, threads: 1 })),
    measuring: {
      rounds: 1,
      machinePeak: false,
      minimumTimeMs: 1500,
      maximumTimeMs: 1600,
      minimumSamples: 40,
      maximumWarmupMs: 350,
    },
  });
  const warningsOf = (wanted: string) =>
    records.find(({ cell }) => cell.backend.device === wanted)?.warnings;
  expect(warningsOf('gets-slower')).toContainEqual({
    kind: 'drifting',
    relativeChange: expect.any(Number),
  });
  expect(warningsOf('has-two-levels')).toContainEqual({
    kind: 'bimodal',
    fastMs: expect.any(Number),
    slowMs: expect.any(Number),
    slowShare: expect.any(Number),
  });
  expect(warningsOf('is-noisy')).toEqual(
    expect.arrayContaining([
      { kind: 'noisy', relativeHalfWidth: expect.any(Number) },
      { kind: 'few-samples', samples: expect.any(Number), wanted: 40 },
    ]),
  );
  expect(warningsOf('settles-late')).toContainEqual({
    kind: 'warm-up-unstable',
    iterations: expect.any(Number),
  });
  expect(warningsOf('is-a-software-renderer')).toContainEqual({
    kind: 'software-gpu',
    adapter: 'Software',
  });
  if (cold === undefined) return;
  expect(warningsOf('reads-a-cold-file')).toContainEqual({
    kind: 'cold-cache',
    bytesRead: expect.any(Number),
  });
});
