/** No child outlives a program that was killed, whatever the child does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tinyNetPlugin } from './support/resumableRuns.js';

const program = fileURLToPath(new URL('../packages/cli/bin/convbench.js', import.meta.url));
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-orphans-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(20);
}

it.each([
  ['a loop', 'for (;;) {}'],
  ['native code', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'],
])('that is in %s of a plugin', { timeout: 60_000 }, async (name, endless) => {
  const sign = join(root, name);
  const plugin = join(root, `${name}.ts`);
  await writeFile(
    plugin,
    `import { writeFileSync } from 'node:fs';
     import tinyNet from ${JSON.stringify(tinyNetPlugin)};
     const hang = () => { writeFileSync(${JSON.stringify(sign)}, String(process.pid)); ${endless} };
     const build = (...words) => (process.send ? hang() : tinyNet.build(...words));
     export default { ...tinyNet, build };`,
  );
  const config = join(root, `${name}.json`);
  const dataset = { name: 'shapes', options: { trainImages: 16, testImages: 12 } };
  const measuring = { machinePeak: false };
  await writeFile(
    config,
    JSON.stringify({
      plugins: [plugin],
      architectures: ['tiny-plain'],
      datasets: [dataset],
      inputSizes: [16],
      weights: 'initial',
      measuring,
    }),
  );
  const parent = spawn(process.execPath, [program, 'run', config, '--out', join(root, 'runs')], {
    env: { ...process.env, CONVBENCH_CACHE: join(root, 'cache') },
    stdio: 'ignore',
  });
  await until(() => existsSync(sign) || parent.exitCode !== null);
  expect(parent.exitCode).toBeNull();
  const pid = Number(await readFile(sign, 'utf8'));
  expect(isRunning(pid)).toBe(true);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  await until(() => !isRunning(pid));
});
