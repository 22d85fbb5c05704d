/** A run tells nobody of itself: it opens no socket to another machine, looks up no name and leaves nothing at home. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { resumeMatrix } from './support/resumableRuns.js';

const program = fileURLToPath(new URL('../packages/cli/bin/convbench.js', import.meta.url));
const traced = [
  '-f',
  '-s',
  '300',
  '--seccomp-bpf',
  '-e',
  'trace=socket,connect,sendto,execve',
  '-o',
];
const canTrace =
  spawnSync('strace', [...traced, '/dev/null', 'true'], { stdio: 'ignore' }).status === 0;

let root: string;
let home: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-network-'));
  home = join(root, 'home');
  await mkdir(home);
});
afterAll(() => rm(root, { recursive: true, force: true }));

it.skipIf(!canTrace)('asks nobody while it plans, trains and measures', async () => {
  const config = join(root, 'matrix.json');
  await writeFile(config, JSON.stringify({ ...resumeMatrix, architectures: ['tiny-plain'] }));
  const trace = join(root, 'trace');
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: home,
    CONVBENCH_CACHE: join(root, 'cache'),
  };
  delete env['ORT_DISABLE_TELEMETRY'];
  const { status, stderr } = spawnSync(
    'strace',
    [...traced, trace, process.execPath, program, 'run', config, '--out', join(root, 'runs')],
    {
      env,
      encoding: 'utf8',
      timeout: 200_000,
    },
  );
  expect(status, stderr).toBe(0);
  const calls = (await readFile(trace, 'utf8')).split('\n');
  // The trace has seen the children, too.
  const started = calls.filter((call) => call.includes('execve(') && call.includes('child/main'));
  expect(started.length).toBeGreaterThan(3);
  expect(calls.filter((call) => /AF_INET|systemd.resolve/.test(call))).toEqual([]);
  // Where onnxruntime keeps the number of the device, and what it has not sent yet.
  expect(await readdir(home)).toEqual([]);
});
