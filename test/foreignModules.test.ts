/** Code of others may leave things open, end the program or never answer: the program ends, and says why. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPlugins, renderReports } from '@convbench/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleResults } from './support/exampleResults.js';
import { startCli } from './support/runCli.js';
import { writeRecords } from './support/writeRecords.js';

let root: string;
let run: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-foreign-'));
  run = join(root, 'run');
  await mkdir(run);
  const { run: record, trainings, cells } = exampleResults();
  await writeRecords(run, [record, ...trainings, ...cells.flatMap(({ rounds }) => rounds)]);
});
afterAll(() => rm(root, { recursive: true, force: true }));

let written = 0;
async function reporter(render: string, before = ''): Promise<string> {
  const path = join(root, `reporter-${written++}.mjs`);
  await writeFile(
    path,
    `${before};
     export default { kind: 'reporter', apiVersion: 2, name: 'mine', title: 'Mine', render() { ${render} } };`,
  );
  return path;
}
const reportWith = (plugin: string) =>
  startCli(['report', run, '--plugin', plugin, '--reporter', 'mine']);

describe('the program', () => {
  it('ends where a module leaves a timer', async () => {
    const path = await reporter('return []', 'setInterval(() => {}, 1000)');
    expect(await reportWith(path)).toMatchObject({ code: 0 });
  });

  it('says that a module has ended it', async () => {
    const { code, stderr } = await reportWith(await reporter('return []', 'process.exit(0)'));
    expect(code).toBe(2);
    expect(stderr).toContain('has ended the program (process.exit with code 0)');
  });

  it('says what is thrown where nobody waits', async () => {
    const path = await reporter(
      'return new Promise(() => {})',
      'setTimeout(() => { throw new Error("late") }, 10)',
    );
    const { code, stderr } = await reportWith(path);
    expect(code).toBe(1);
    expect(stderr).toContain('Something was thrown where nobody waits for it: Error: late');
    expect(stderr).toContain(path);
  });

  it.skipIf(process.platform !== 'linux')(
    'says once that its output cannot be written',
    async () => {
      const { execFile } = await import('node:child_process');
      const bin = new URL('../packages/cli/bin/convbench.js', import.meta.url).pathname;
      const shell = (command: string) =>
        new Promise<{ code: unknown; stderr: string }>((resolve) => {
          execFile('bash', ['-o', 'pipefail', '-c', command], (error, _, stderr) =>
            resolve({ code: error?.code ?? 0, stderr }),
          );
        });
      const list = `${process.execPath} ${bin} list architectures --json`;
      const full = await shell(`${list} > /dev/full`);
      expect(full).toMatchObject({ code: 1, stderr: expect.stringContaining('ENOSPC') });
      expect(await shell(`${list} | head -c 1`)).toEqual({ code: 0, stderr: '' });
    },
  );
});

describe('a reporter', () => {
  it.each([
    ['null', 'null, and no files'],
    ['5', '5, and no files'],
    ['[null]', 'null where a file with a path should be'],
    ['[{ content: "x" }]', 'where a file with a path should be'],
    ['[{ path: "a" }]', 'no text or bytes'],
    ['[{ path: "a", content: 5 }]', 'no text or bytes'],
    ['[{ path: ".", content: "x" }]', "outside of the report's folder"],
    ['[{ path: "results.lock/x", content: "x" }]', 'overwrite'],
    ['[{ path: "link/x", content: "x" }]', 'a link leads it outside'],
  ])('that gives %s is said to', async (files, expected) => {
    await mkdir(join(root, 'elsewhere'), { recursive: true });
    await symlink(join(root, 'elsewhere'), join(run, 'link')).catch(() => undefined);
    const path = await reporter(`return ${files}`);
    const { reporters } = await loadPlugins({ specifiers: [path], directory: root });
    const mine = reporters.filter(({ plugin }) => plugin.name === 'mine');
    const rendered = renderReports(run, mine);
    await expect(rendered).rejects.toThrow(expected);
    await expect(rendered).rejects.toMatchObject({ name: 'UserError' });
  });
});
