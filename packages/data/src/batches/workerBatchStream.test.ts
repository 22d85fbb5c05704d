import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { isUserError } from '@convbench/spec';
import { describe, expect, test } from 'vitest';
import { sharedImagesSource } from '../sharedImages.js';
import { WorkerBatchStream, type BatchWork } from './workerBatchStream.js';

describe('a worker', () => {
  const work = {
    plan: {
      channels: 1,
      inputSize: 1,
      normalization: { mean: [0], standardDeviation: [1] },
      batchSize: 1,
      order: { kind: 'shuffled', length: 1, seed: 1, augmentation: [], mixup: undefined },
    },
    source: sharedImagesSource({
      bytes: new Uint8Array(new SharedArrayBuffer(1)),
      bytesPerImage: 1,
    }),
    labels: new Uint16Array(1),
    startStep: 0,
    batches: Infinity,
    workers: 1,
  } satisfies BatchWork;

  async function withFile(code: string, use: (file: URL) => Promise<void>) {
    const folder = await mkdtemp(join(tmpdir(), 'convbench-worker-'));
    const file = join(folder, 'worker.mjs');
    await writeFile(file, code);
    try {
      await use(pathToFileURL(file));
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  const withWorker = (code: string, use: (stream: WorkerBatchStream) => Promise<void>) =>
    withFile(code, async (file) => {
      const running = new WorkerBatchStream(work, file);
      try {
        await use(running);
      } finally {
        await running.dispose();
      }
    });

  test('that throws rejects this and every later call', async () => {
    await withWorker('throw new Error("no more images")', async (running) => {
      await expect(running.next()).rejects.toThrow('no more images');
      await expect(running.next()).rejects.toThrow('no more images');
    });
  });

  test('that ends rejects', async () => {
    await withWorker('process.exit(3)', async (running) => {
      await expect(running.next()).rejects.toThrow('ended with code 3');
    });
  });

  test('whose plan is impossible rejects with its error', async () => {
    const plan = { ...work.plan, order: { ...work.plan.order, length: 0 } };
    const impossible = new WorkerBatchStream({ ...work, plan });
    await expect(impossible.next()).rejects.toThrow('at least one image');
    await impossible.dispose();
  });

  test('that is disposed while somebody waits rejects that call', async () => {
    await withWorker('setInterval(() => {}, 1000)', async (running) => {
      const waiting = expect(running.next()).rejects.toThrow('disposed');
      await running.dispose();
      await waiting;
    });
  });

  test('that was never built is reported with the command that builds it', () => {
    expect(() => new WorkerBatchStream(work, new URL('./absent.js', import.meta.url))).toThrow(
      /absent\.js is not there.*npm run build/,
    );
  });

  test('that throws what a user can mend gives it as such', async () => {
    const code = `throw Object.assign(new Error('the whole'), { name: 'UserError', room: 'data', problem: 'Gone.', remedy: 'Look.' });`;
    await withWorker(code, async (running) => {
      const error: unknown = await running.next().catch((thrown: unknown) => thrown);
      if (!isUserError(error)) expect.unreachable(String(error));
      expect([error.room, error.problem, error.remedy]).toEqual(['data', 'Gone.', 'Look.']);
    });
  });

  async function runScript(code: string): Promise<string> {
    // jiti for what the build has inside of a bundle only.
    const flags = ['--import', 'jiti/register', '--input-type=module', '--eval', code];
    const { stdout } = await promisify(execFile)(process.execPath, flags, { timeout: 60_000 });
    return stdout;
  }
  const source = JSON.stringify(new URL('./workerBatchStream.ts', import.meta.url).href);
  const built = (file: string) =>
    JSON.stringify(new URL(`../../dist/${file}`, import.meta.url).href);

  test('keeps the process alive only while a batch is awaited', async () => {
    const printed = await runScript(`
      import { openBatchStream, shapes } from ${built('index.js')};
      const options = shapes.options.parse({ trainImages: 20, testImages: 1 });
      const form = { inputSize: 16, channels: 1 };
      const split = await shapes.open('train', options, form);
      const { normalization } = await shapes.info(options, form);
      const stream = await openBatchStream({ split, normalization, batchSize: 8, seed: 1, startStep: 0 });
      for (let i = 0; i < 20; i++) await stream.next();
      console.log('twenty batches');`);
    expect(printed).toContain('twenty batches');
  });

  test('keeps the process alive until its disposal is done, whatever it still says', async () => {
    // A message that comes after `dispose` was called, from a worker that native code then holds for a while.
    await withFile(
      `import { execFileSync } from 'node:child_process';
      import { fileURLToPath } from 'node:url';
      import { parentPort } from 'node:worker_threads';
      parentPort.postMessage('written');
      const held = 'fs.writeFileSync(process.argv[1], ""); setTimeout(() => undefined, 1000)';
      execFileSync(process.execPath, ['--eval', held, fileURLToPath(import.meta.url) + '.held']);`,
      async (file) => {
        const printed = await runScript(`
          import { existsSync } from 'node:fs';
          import source from ${source};
          const { WorkerBatchStream } = source;
          const plan = { batchSize: 1, channels: 1, inputSize: 1 };
          const work = { plan, batches: Infinity, workers: 1 };
          const file = ${JSON.stringify(file.href)};
          const stream = new WorkerBatchStream(work, new URL(file));
          while (!existsSync(new URL(file + '.held')));
          await stream.dispose();
          console.log('disposed');`);
        expect(printed).toContain('disposed');
      },
    );
  });
});
