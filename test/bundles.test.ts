/** What `npm run build` makes: a bundle of each package, which holds no other package of the workspace. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWorkspace, repositoryRoot } from './support/workspace.js';

const workspace = readWorkspace();

interface SourceMap {
  readonly sources: readonly string[];
}

/** Sources of a bundle, relative to the repository, with forward slashes. */
function sourcesOf(path: string): string[] {
  const dist = join(repositoryRoot, path, 'dist');
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js.map'))
    .flatMap((name) => {
      const map = join(dist, name);
      const { sources } = JSON.parse(readFileSync(map, 'utf8')) as SourceMap;
      return sources.map((source) => join(dirname(map), source));
    })
    .map((source) => relative(repositoryRoot, source).replaceAll('\\', '/'));
}

describe.each(workspace.map(({ path, manifest }) => [path, manifest] as const))(
  '%s',
  (path, manifest) => {
    it('has a file for each of its entries', () => {
      const targets = [
        ...Object.values(manifest.exports).flatMap((each) => [each.default, each.types]),
        ...Object.values(manifest.imports ?? {}),
      ];
      for (const target of targets)
        expect(existsSync(join(repositoryRoot, path, target ?? '')), target).toBe(true);
    });

    it('holds no other package: each exists once in a process', () => {
      const sources = sourcesOf(path);
      const others = sources.filter((source) => !source.startsWith(`${path}/src/`));
      expect(others.length, 'its own sources').toBeLessThan(sources.length);
      expect(others.filter((source) => !/(^|\/)node_modules\//.test(source))).toEqual([]);
    });

    it('carries the notice of each library that is inside of it', () => {
      const libraries = new Set(
        sourcesOf(path).flatMap(
          (source) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? [],
        ),
      );
      const file = join(repositoryRoot, path, 'dist/licenses.txt');
      const notices = existsSync(file) ? readFileSync(file, 'utf8') : '';
      for (const name of libraries) expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
    });
  },
);

/** Files that a bundle imports when it is loaded, and what those import. */
function loadedWith(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const imports = readFileSync(path, 'utf8').matchAll(
    /(?:^|[;}\n])\s*(?:import|export)\b[^'"();]*["']([^"']+)["']/g,
  );
  for (const [, specifier = ''] of imports) {
    if (specifier.startsWith('.')) loadedWith(join(dirname(path), specifier), seen);
    const [, name, entry] = /^@convbench\/([^/]+)(.*)$/.exec(specifier) ?? [];
    const found = workspace.find(({ manifest }) => manifest.name === `@convbench/${name}`);
    const target = found?.manifest.exports[`.${entry ?? ''}`]?.default;
    if (found && target) loadedWith(join(repositoryRoot, found.path, target), seen);
  }
  return seen;
}

it('a measuring process loads no schemas, which would count as memory of the network', () => {
  const dist = join(repositoryRoot, 'packages/core/dist');
  const task = readdirSync(dist).find((name) => /^measureTask-.*\.js$/.test(name)) ?? '';
  const engines = ['onnxruntime', 'tfjs'].flatMap((name) => {
    const folder = join(repositoryRoot, 'plugins', `backend-${name}`, 'dist');
    const late = readdirSync(folder).filter((file) => /^(engine|index)(-.*)?\.js$/.test(file));
    return late.map((file) => join(folder, file));
  });
  const entries = [join(dist, 'run/child/main.js'), join(dist, task), ...engines];
  const loaded = new Set(entries.flatMap((entry) => [...loadedWith(entry)]));
  expect(loaded).toContain(join(repositoryRoot, 'packages/spec/dist/plain.js'));
  expect(loaded).not.toContain(join(repositoryRoot, 'packages/spec/dist/index.js'));
});
