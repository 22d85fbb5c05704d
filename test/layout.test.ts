/** Holds the repository to its form: what lies where, what a package looks like, what the lock file must have. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  packageOf,
  readJson,
  readWorkspace,
  repositoryRoot,
  type Manifest,
} from './support/workspace.js';

const TOP_LEVEL = [
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'docs',
  'package-lock.json',
  'package.json',
  'packages',
  'plugins',
  'reports',
  'scripts',
  'test',
  'tsconfig.json',
];

const workspace = readWorkspace();
const root = readJson<Manifest & { workspaces: string[] }>('package.json');

describe('the top level', () => {
  it('holds what it should, dot files aside, and nothing else', () => {
    const tracked = execFileSync('git', ['ls-files', '-z'], {
      cwd: repositoryRoot,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    const entries = new Set(tracked.split('\0').map((path) => path.split('/')[0] ?? ''));
    const visible = [...entries].filter((name) => name !== '' && !name.startsWith('.'));
    expect(visible.sort()).toEqual(TOP_LEVEL);
  });
});

interface TsConfig {
  readonly references: readonly { readonly path: string }[];
}

describe.each(workspace.map((each) => [each.path, each] as const))('%s', (path, each) => {
  const { manifest } = each;
  const folderName = path.split('/')[1] ?? '';

  it('has a manifest of the common form', () => {
    expect(manifest).toMatchObject({
      name: path === 'packages/cli' ? 'convbench' : `@convbench/${folderName}`,
      version: root.version,
      description: expect.stringMatching(/\S/),
      license: root.license,
      type: 'module',
      files: expect.arrayContaining(['dist', 'src']),
    });
    expect(Object.keys(manifest.exports)[0]).toBe('.');
    for (const [entry, conditions] of Object.entries(manifest.exports)) {
      const source = conditions['@convbench/source'] ?? '';
      expect(existsSync(join(repositoryRoot, path, source)), `${entry}: ${source}`).toBe(true);
      expect(source).toMatch(/^\.\/src\/.*\.ts$/);
      const built = source.replace('./src/', './dist/').slice(0, -'.ts'.length);
      expect(conditions).toEqual({
        '@convbench/source': source,
        types: `${built}.d.ts`,
        default: `${built}.js`,
      });
    }
  });

  it('has a source for each process and thread of its own', () => {
    const targets = Object.values(manifest.imports ?? {});
    for (const target of targets.filter((each) => each !== './package.json')) {
      expect(target).toMatch(/^\.\/dist\/.*\.js$/);
      const source = target.replace('./dist/', './src/').replace(/\.js$/, '.ts');
      expect(existsSync(join(repositoryRoot, path, source)), source).toBe(true);
    }
  });

  it('names its companions in the exact version, and those of others in a range or exactly', () => {
    for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
      const companion = workspace.find((other) => other.manifest.name === name);
      if (companion !== undefined) expect(range, name).toBe(companion.manifest.version);
      else expect(range, name).toMatch(/^[\^~]?\d+\.\d+\.\d+$/);
    }
  });

  it('has a tsconfig of the common form, with a reference to each package that it imports', () => {
    const { references, ...config } = readJson<TsConfig>(`${path}/tsconfig.json`);
    expect(config).toEqual({
      extends: '../../tsconfig.json',
      compilerOptions: {
        rootDir: 'src',
        outDir: 'dist',
        tsBuildInfoFile: 'dist/.tsbuildinfo',
      },
      include: ['src'],
      exclude: ['src/**/*.test.ts', 'dist'],
    });
    const imported = new Set(
      each.sources
        .filter(({ isTest }) => !isTest)
        .flatMap(({ imports }) => imports.map(({ specifier }) => packageOf(specifier))),
    );
    const expected = workspace
      .filter((other) => other.path !== path && imported.has(other.manifest.name))
      .map((other) => `../../${other.path}`);
    const paths = (references ?? []).map((reference) => reference.path);
    expect(paths).toEqual(expect.arrayContaining(expected));
    const declared = Object.keys(manifest.dependencies ?? {});
    for (const reference of paths) {
      const companion = workspace.find((other) => `../../${other.path}` === reference);
      expect(declared, reference).toContain(companion?.manifest.name);
    }
  });

  it('is built with the whole', () => {
    const { references } = readJson<TsConfig>('tsconfig.json');
    expect(references.map((reference) => reference.path)).toContain(path);
  });
});

interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

describe('package-lock.json', () => {
  const text = readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Record<string, LockEntry> };

  /** As Node would find it from `parent`: in the nearest node_modules above. */
  const locked = (parent: string, name: string): LockEntry | undefined => {
    for (let folder = parent; ; folder = folder.slice(0, folder.lastIndexOf('/node_modules/'))) {
      const entry = packages[`${folder}/node_modules/${name}`];
      if (entry !== undefined) return entry;
      if (!folder.includes('/node_modules/')) return packages[`node_modules/${name}`];
    }
  };

  /** Packages that bring a native part for each platform as an optional dependency with `os` and `cpu`. */
  const native = Object.entries(packages).flatMap(([path, { optionalDependencies }]) => {
    const names = Object.keys(optionalDependencies ?? {});
    const entries = names.map((name) => [name, locked(path, name)] as const);
    const perPlatform = entries.filter(([, entry]) => entry === undefined || entry.cpu);
    return perPlatform.length > 1 ? [{ path, entries: perPlatform }] : [];
  });

  it('finds packages with native parts', () => {
    expect(native.map(({ path }) => path)).toContain('node_modules/rolldown');
  });

  it.each(['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64'])(
    'has their parts for %s (case P02)',
    (platform) => {
      const [os = '', cpu = ''] = platform.split('-');
      const without = native.filter(
        ({ entries }) =>
          !entries.some(([, entry]) => entry?.os?.includes(os) && entry.cpu?.includes(cpu)),
      );
      expect(without.map(({ path }) => path)).toEqual([]);
    },
  );

  it('has an entry with a checksum for every optional part', () => {
    const missing = native.flatMap(({ path, entries }) =>
      entries
        .filter(([, entry]) => entry?.integrity === undefined)
        .map(([name]) => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('names no host: every registry and mirror serves it', () => {
    const withHost = Object.entries(packages)
      .filter(([, { resolved, link }]) => resolved !== undefined && link !== true)
      .map(([path]) => path);
    expect(withHost).toEqual([]);
    expect(text).not.toMatch(/https?:\/\/[^"]*\.tgz/);
  });

  it('gives every package from a registry a checksum', () => {
    const unchecked = Object.entries(packages)
      .filter(([path, { integrity, link }]) => {
        return path.includes('node_modules/') && integrity === undefined && link !== true;
      })
      .map(([path]) => path);
    expect(unchecked).toEqual([]);
  });
});
