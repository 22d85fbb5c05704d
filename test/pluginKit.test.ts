/** The kit as a stranger has it: packed tarballs in a project elsewhere, and the guide followed to the letter. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeBlocks, shellCommands } from './support/markdownBlocks.js';
import { makePackedProject } from './support/packedProject.js';
import { repositoryRoot } from './support/workspace.js';

const run = promisify(execFile);
const guide = (name: string) => readFileSync(join(repositoryRoot, `docs/${name}.md`), 'utf8');
/** Many small processes: on a busy machine they take their time. */
const timeout = 300_000;
let root: string;

beforeAll(() => {
  root = makePackedProject();
}, timeout);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Programs that npx has found once; another npx would only take its time. */
const found = new Set<string>();

/** The line with the program itself in place of npx, where npx has found it before. */
const withoutNpx = (line: string): string =>
  line.replace(/\bnpx ([a-z]+)\b/g, (whole, program: string) => {
    if (!found.has(program)) {
      found.add(program);
      return whole;
    }
    return join('node_modules', '.bin', program);
  });

/** Runs a line of the guide; returns what it printed. Throws with all of it when it fails. */
async function shell(line: string): Promise<string> {
  const env = {
    ...process.env,
    NO_COLOR: '1',
    CONVBENCH_CACHE: join(root, 'cache'),
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
  };
  try {
    const { stdout, stderr } = await run('bash', ['-c', withoutNpx(line)], { cwd: root, env });
    return stdout + stderr;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`\`${line}\` failed:\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** The guide's own steps in order: each file as soon as its blocks are whole, each command where it stands. */
async function follow(markdown: string): Promise<Map<string, string>> {
  const outputs = new Map<string, string>();
  const files = new Map<string, string>();
  for (const block of codeBlocks(markdown)) {
    const { language, title, text } = block;
    if (title !== undefined) {
      files.set(title, (files.get(title) ?? '') + text);
      mkdirSync(dirname(join(root, title)), { recursive: true });
      writeFileSync(join(root, title), files.get(title) ?? '');
    }
    if (language !== 'bash') continue;
    for (const line of shellCommands(block)) {
      if (line.startsWith('npm install ')) {
        // Packed and installed already: there is no registry here.
        for (const name of line.split(' ').slice(2))
          expect(existsSync(join(root, 'node_modules', name)), name).toBe(true);
      } else if (!line.startsWith('npx convbench run')) outputs.set(line, await shell(line));
    }
  }
  return outputs;
}

/** What the first command that begins so printed. */
const outputOf = (outputs: ReadonlyMap<string, string>, start: string) =>
  [...outputs].find(([line]) => line.startsWith(start))?.[1] ?? `no command ${start}`;

describe('the guide', () => {
  it('to an architecture leads from an empty folder to a plan', { timeout }, async () => {
    const outputs = await follow(guide('adding-an-architecture'));
    expect(outputOf(outputs, 'npx convbench new')).toContain('Made convbench-arch-squeeze-net');
    expect(outputOf(outputs, 'npx vitest')).toMatch(/Tests +\d+ passed/);
    expect(outputOf(outputs, 'npx tsc')).toBe('');
    expect(outputOf(outputs, 'npx convbench describe')).toMatch(/stage3.*\n/);
    expect(outputOf(outputs, 'npx convbench describe')).toContain('torchvision, squeezenet1_1');
    expect(outputOf(outputs, 'npx convbench plan --arch')).toMatch(/SqueezeNet 1\.1 +32 px/);
    expect(outputOf(outputs, 'npx convbench plan convbench.config.ts')).toContain('3 trainings');
  });

  it('to a backend leads to one that trains', { timeout }, async () => {
    const outputs = await follow(guide('adding-a-backend'));
    expect(outputOf(outputs, 'npx vitest')).toMatch(/Test Files +2 passed/);
    expect(outputOf(outputs, 'npx convbench plan')).toContain('slow-engine-training:cpu');
  });

  it('to a data set leads to one that is read from files', { timeout }, async () => {
    const outputs = await follow(guide('adding-a-dataset'));
    expect(outputOf(outputs, 'npx convbench data list')).toMatch(/tiles .*/);
    expect(outputOf(outputs, 'npx convbench plan')).toMatch(/NiN .*Tiles/);
  });

  it('to a reporter leads to one that passes its suite', { timeout }, async () => {
    const outputs = await follow(guide('adding-a-reporter'));
    expect(outputOf(outputs, 'npx convbench list')).toContain('Within ten milliseconds');
  });
});

describe('convbench new', () => {
  it(
    'makes packages of every kind that pass their suites and compile at once',
    { timeout },
    async () => {
      const kinds = ['architecture', 'backend', 'dataset', 'reporter'];
      for (const kind of kinds)
        await shell(`npx convbench new ${kind} fresh-${kind} --dir fresh/${kind}`);
      const tests = await shell('npx vitest run fresh');
      expect(tests).toMatch(/Test Files +4 passed/);
      writeFileSync(
        join(root, 'fresh/tsconfig.json'),
        JSON.stringify({
          extends: './architecture/tsconfig.json',
          compilerOptions: { rootDir: '.', noEmit: true },
          include: ['*/src'],
          exclude: [],
        }),
      );
      await shell('npx tsc --project fresh');
    },
  );

  it('makes plugins that a plan takes, all at once', { timeout }, async () => {
    const main = (kind: string) =>
      `./fresh/${kind}/src/fresh${kind[0]?.toUpperCase()}${kind.slice(1)}.ts`;
    const plugins = ['architecture', 'backend', 'dataset', 'reporter'].map(main).join(' ');
    const plan = await shell(
      `npx convbench plan --plugin ${plugins} --arch fresh-architecture --backend fresh-backend --dataset fresh-dataset`,
    );
    expect(plan).toMatch(/Fresh architecture .*Fresh dataset .*fresh-backend:cpu/);
    expect(plan).toContain('1 trainings');
  });

  it('works from the built package as well, by its name', { timeout }, async () => {
    await shell('npx tsc --project fresh/architecture');
    const manifest = JSON.parse(
      readFileSync(join(root, 'fresh/architecture/package.json'), 'utf8'),
    ) as {
      name: string;
    };
    await shell(`ln -s ../fresh/architecture node_modules/${manifest.name}`);
    const described = await shell(
      `npx convbench describe fresh-architecture --plugin ${manifest.name} --input-size 32`,
    );
    expect(described).toContain('25,290 trainable');
  });

  it('overwrites nothing', { timeout }, async () => {
    await expect(shell('npx convbench new dataset other --dir fresh/dataset')).rejects.toThrow(
      'is not empty',
    );
  });
});
