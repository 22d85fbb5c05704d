/** Ctrl-C while TensorFlow blocks the process that computes: the program answers, saves, and leaves nothing running. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readResults } from '@convbench/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasTfjsNode } from './support/hasTfjsNode.js';

const bin = fileURLToPath(new URL('../packages/cli/bin/convbench.js', import.meta.url));
const SLOW_MS = 600_000;
const INTERRUPTED = 130;

/** Many steps, so that a fast machine is interrupted in the middle too. */
const matrix = {
  architectures: [{ id: 'vgg11', options: { width: 0.25 } }],
  backends: [{ name: 'tfjs', device: 'node-graph' }],
  trainer: { name: 'tfjs', device: 'node-graph' },
  datasets: [{ name: 'shapes', options: { trainImages: 256, testImages: 40 } }],
  inputSizes: [32],
  batchSizes: [128],
  recipe: { batchSize: 128, budget: { images: 3840 } },
  measuring: {
    rounds: 1,
    machinePeak: false,
    minimumTimeMs: 300,
    minimumSamples: 2,
    maximumWarmupMs: 500,
  },
};

let root: string;
let config: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-interrupt-'));
  config = join(root, 'matrix.json');
  await writeFile(config, JSON.stringify(matrix));
});
afterAll(() => rm(root, { recursive: true, force: true }));

interface Event {
  readonly type: string;
  readonly phase?: string;
  readonly step?: number;
}

/** Runs the program in a process group of its own, as a terminal does. */
async function run(words: string[], onEvent: (event: Event, program: ChildProcess) => void) {
  const program = spawn(process.execPath, [bin, 'run', ...words, '--json'], {
    detached: true,
    env: { ...process.env, CONVBENCH_CACHE: join(root, 'cache'), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let rest = '';
  let errors = '';
  program.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onEvent(JSON.parse(line) as Event, program);
  });
  program.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const code = await new Promise<number | null>((resolve) => program.once('close', resolve));
  return { code, errors };
}

const childrenOf = ({ pid }: ChildProcess): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);

const onLinux = hasTfjsNode && process.platform === 'linux';

describe.skipIf(!onLinux)('with libtensorflow (skipped where it is not set up)', () => {
  const out = () => join(root, 'runs');
  const directory = async () => join(out(), (await readdir(out()))[0] ?? '');

  /** Interrupts the whole group at the first event that fits, and looks that nobody is left. */
  async function interruptedAt(fits: (event: Event) => boolean, words: string[]) {
    let children: number[] = [];
    const ended = await run(words, (event, program) => {
      if (children.length > 0 || !fits(event)) return;
      children = childrenOf(program);
      process.kill(-program.pid!, 'SIGINT');
    });
    expect(children.length).toBeGreaterThan(0);
    await vi.waitUntil(() => children.every((pid) => !existsSync(`/proc/${pid}`)), {
      timeout: 60_000,
    });
    return ended;
  }

  it(
    'a training saves its last step, a cell is left for later, and the run goes on to its end',
    async () => {
      const inTraining = await interruptedAt(
        ({ type, step }) => type === 'training-progress' && step !== undefined && step >= 1,
        [config, '--out', out()],
      );
      expect(inTraining.code, inTraining.errors).toBe(INTERRUPTED);
      expect(inTraining.errors).toContain('Stopping; what has ended is saved.');
      expect((await readResults(await directory())).trainings).toEqual([]);

      const inCell = await interruptedAt(
        ({ type, phase }) => type === 'cell-phase' && phase === 'warm-up',
        ['--resume', await directory()],
      );
      expect(inCell.code, inCell.errors).toBe(INTERRUPTED);
      const saved = await readResults(await directory());
      // It went on from a checkpoint.
      const backend = { name: 'tfjs', device: 'node-graph' };
      expect(saved.trainings).toMatchObject([{ status: 'done', backend, resumes: 1, steps: 30 }]);
      expect(saved.cells.flatMap(({ rounds }) => rounds)).toEqual([]);

      const last = await run(['--resume', await directory()], () => undefined);
      expect(last.code, last.errors).toBe(0);
      const { cells } = await readResults(await directory());
      expect(cells[0]?.rounds).toMatchObject([{ status: 'measured' }]);
    },
    SLOW_MS,
  );

  it(
    'a process that computes has no handler of its own: SIGTERM ends it, and the record says so',
    async () => {
      const other = join(root, 'terminated');
      let hit = false;
      const { code, errors } = await run([config, '--out', other], ({ type, phase }, program) => {
        if (hit || type !== 'cell-phase' || phase !== 'warm-up') return;
        hit = true;
        for (const pid of childrenOf(program)) process.kill(pid, 'SIGTERM');
      });
      expect(code, errors).not.toBe(0);
      const { cells } = await readResults(join(other, (await readdir(other))[0] ?? ''));
      expect(cells[0]?.rounds).toMatchObject([
        { status: 'failed', failure: { kind: 'killed', signal: 'SIGTERM' } },
      ]);
    },
    SLOW_MS,
  );
});
