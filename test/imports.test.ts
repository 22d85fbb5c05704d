/** Holds every import of the sources against the table in docs/architecture.md and against the manifests. */
import { isBuiltin } from 'node:module';
import { dirname } from 'node:path/posix';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import {
  packageOf,
  parseSource,
  readJson,
  readWorkspace,
  targetOf,
  type Manifest,
  type SourceFile,
  type WorkspacePackage,
} from './support/workspace.js';

const ROOMS: Readonly<Record<string, readonly string[]>> = {
  cli: ['study', 'core', 'report', 'spec'],
  study: ['core', 'report', 'statistics', 'graph', 'spec'],
  core: ['measure', 'statistics', 'data', 'train', 'formats', 'graph', 'spec'],
  report: ['statistics', 'spec'],
  measure: ['statistics', 'spec'],
  statistics: ['spec'],
  data: ['spec'],
  graph: ['spec'],
  native: ['spec'],
  formats: ['graph', 'spec'],
  train: ['formats', 'graph', 'spec'],
  spec: [],
};
/** The rooms inside of `packages/core`, which is one package because they share a public entry. */
const CORE_ROOMS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  plan: ['base'],
  store: ['plan', 'base'],
  run: ['store', 'plan', 'base'],
  read: ['store', 'plan', 'base'],
  scaffold: ['plan', 'base'],
  testing: ['plan', 'base'],
};
const PLUGIN_MAY_IMPORT = ['graph', 'spec'];
const BACKEND_MAY_IMPORT = [...PLUGIN_MAY_IMPORT, 'formats', 'native'];
/** Written by a generator. */
const GENERATED = ['packages/formats/src/onnx/onnx_pb.ts'];

const workspace = readWorkspace();
const rootManifest = readJson<Manifest>('package.json');
const nameOf = new Map(workspace.map(({ path, manifest }) => [path, manifest.name]));
const byName = new Map(workspace.map((each) => [each.manifest.name, each]));

function allowedRooms({ path }: WorkspacePackage): readonly string[] {
  const [folder, room = ''] = path.split('/');
  const rooms = folder === 'plugins' ? pluginRooms(room) : ROOMS[room];
  if (rooms === undefined) throw new Error(`The table of rooms has no row for ${path}.`);
  return rooms.map((each) => nameOf.get(`packages/${each}`) ?? `missing package ${each}`);
}

function pluginRooms(plugin: string): readonly string[] {
  return plugin.startsWith('backend-') ? BACKEND_MAY_IMPORT : PLUGIN_MAY_IMPORT;
}

function bareImports(source: SourceFile): readonly string[] {
  return source.imports
    .map(({ specifier }) => specifier)
    .filter((specifier) => !/^[.#]/.test(specifier) && !isBuiltin(specifier));
}

const isPlugin = (name: string) => byName.get(name)?.path.startsWith('plugins/') === true;
/** Outside of `src`, where TypeScript could not import it: the one file to be had by `require`, for its version. */
const OWN_MANIFEST = '#package.json';
const shipped = (each: WorkspacePackage) => each.sources.filter(({ isTest }) => !isTest);

describe('the parser of this test', () => {
  it('finds every form of import, and none in comments or strings', () => {
    const source = parseSource(
      'packages/x/src/a.test.ts',
      `import 'a';
       import b from 'b';
       import type { C } from 'c';
       export * from 'd';
       export { e } from 'e';
       const f = await import('f');
       type G = typeof import('g');
       import h = require('h');
       const i = require(\`i\`);
       // import j from 'j';
       const k = "import k from 'k'";
       await import(k);`,
    );
    expect(source.imports.map(({ specifier, kind }) => `${specifier}: ${kind}`)).toEqual([
      'a: side effect',
      'b: static',
      'c: static',
      'd: re-export',
      'e: re-export',
      'f: dynamic',
      'g: type',
      'h: require',
      'i: require',
    ]);
    expect([...source.strings]).toEqual(["import k from 'k'"]);
    expect(source).toMatchObject({ isTest: true, lines: 12 });
  });

  it('reads the whole workspace', () => {
    const rooms = workspace.filter(({ path }) => path.startsWith('packages/'));
    expect(rooms.map(({ path }) => path.split('/')[1])).toEqual(Object.keys(ROOMS).sort());
    for (const each of workspace) expect(shipped(each), each.path).not.toEqual([]);
  });
});

describe.each(workspace.map((each) => [each.path, each] as const))('%s', (path, each) => {
  it('imports only the rooms that the table allows, and no plugin', () => {
    const allowed = new Set(allowedRooms(each));
    const wrong = shipped(each).flatMap((source) =>
      bareImports(source)
        .filter((specifier) => byName.has(packageOf(specifier)))
        .filter((specifier) => !allowed.has(packageOf(specifier)))
        .map((specifier) => `${source.path}: ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it('imports packages only by their public entry points, and files only of its own', () => {
    const wrong = each.sources.flatMap((source) =>
      source.imports
        .filter(({ specifier }) => {
          if (specifier.startsWith('.')) {
            const target = targetOf(source, specifier);
            const forTests = source.isTest && target.startsWith('test/support/');
            return !target.startsWith(`${path}/src/`) && !forTests;
          }
          const imported = byName.get(packageOf(specifier));
          if (imported === undefined) return false;
          const entry = `.${specifier.slice(packageOf(specifier).length)}`;
          return !(entry in imported.manifest.exports);
        })
        .map(({ specifier }) => `${source.path}: ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it('declares what it imports', () => {
    const { dependencies = {}, optionalDependencies = {} } = each.manifest;
    const forTests = new Set(Object.keys(rootManifest.devDependencies ?? {}));
    const wrong = each.sources.flatMap((source) =>
      source.imports
        .filter(({ specifier }) => !/^[.#]/.test(specifier) && !isBuiltin(specifier))
        // What may be missing is only imported where that can be said.
        .filter(({ specifier, kind }) => kind !== 'dynamic' || !(specifier in optionalDependencies))
        .map(({ specifier }) => packageOf(specifier))
        .filter((name) => !(name in dependencies) && name !== each.manifest.name)
        // npm links all packages of the workspace, so that tests may look across rooms.
        .filter((name) => !(source.isTest && (forTests.has(name) || byName.has(name))))
        .map((name) => `${source.path}: ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('uses what it declares', () => {
    const imported = new Set(shipped(each).flatMap(bareImports).map(packageOf));
    // Plugins are loaded by name, elsewhere than in the package that brings them along.
    const loadedByName = new Set(
      workspace
        .flatMap(shipped)
        .flatMap(({ strings }) => [...strings])
        .filter((text) => text.endsWith('/plugins') || isPlugin(text))
        .map(packageOf),
    );
    const unused = Object.keys(each.manifest.dependencies ?? {}).filter(
      (name) => !imported.has(name) && !loadedByName.has(name),
    );
    expect(unused).toEqual([]);
  });

  it('declares dependencies of no other kind, but packages that it loads by name as optional', () => {
    const { devDependencies, optionalDependencies = {}, peerDependencies } = each.manifest;
    expect({ devDependencies, peerDependencies }).toEqual({});
    const named = new Set(
      shipped(each).flatMap(({ strings, imports }) => [
        ...strings,
        ...imports.filter(({ kind }) => kind === 'dynamic').map(({ specifier }) => specifier),
      ]),
    );
    expect(Object.keys(optionalDependencies).filter((name) => !named.has(name))).toEqual([]);
  });

  it("imports Node's modules by their full name, and nothing for a side effect or by require", () => {
    const wrong = each.sources.flatMap((source) =>
      source.imports
        .filter(
          ({ specifier, kind }) =>
            kind === 'side effect' ||
            (kind === 'require' && specifier !== OWN_MANIFEST) ||
            (isBuiltin(specifier) && !specifier.startsWith('node:')),
        )
        .map(({ specifier }) => `${source.path}: ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it('only re-exports in its index files', () => {
    const wrong = each.sources
      .filter((source) => source.path.endsWith('/index.ts'))
      .filter(
        ({ statements }) =>
          statements.length === 0 ||
          !statements.every(
            (statement) =>
              ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined,
          ),
      );
    expect(wrong.map((source) => source.path)).toEqual([]);
  });

  it('has no file over 400 lines', () => {
    const long = each.sources.filter(
      (source) => source.lines > 400 && !GENERATED.includes(source.path),
    );
    expect(long.map((source) => `${source.path}: ${source.lines}`)).toEqual([]);
  });
});

describe('the rooms inside of core', () => {
  const core = byName.get('@convbench/core') as WorkspacePackage;
  const roomOf = (path: string): string =>
    path.slice(`${core.path}/src/`.length).split('/')[0] ?? '';

  it('import each other as the table says', () => {
    const wrong = shipped(core)
      .filter(({ path }) => path.endsWith('/src/index.ts') === false)
      .flatMap((source) =>
        source.imports
          .filter(({ specifier }) => specifier.startsWith('.'))
          .map(({ specifier }) => targetOf(source, specifier))
          .filter((target) => target.startsWith(`${core.path}/src/`))
          .filter((target) => {
            const [from, to] = [roomOf(source.path), roomOf(target)];
            return from !== to && CORE_ROOMS[from]?.includes(to) !== true;
          })
          .map((target) => `${source.path}: ${target}`),
      );
    expect(wrong).toEqual([]);
  });
});

/** The folder of a file, and the folder of each file of the same package that it imports. */
function folderEdges(each: WorkspacePackage): Map<string, Set<string>> {
  const edges = new Map<string, Set<string>>();
  for (const source of shipped(each).filter(({ path }) => !path.endsWith('/src/index.ts')))
    for (const { specifier } of source.imports) {
      if (!specifier.startsWith('.')) continue;
      const [from, to] = [dirname(source.path), dirname(targetOf(source, specifier))];
      if (from !== to) edges.set(from, (edges.get(from) ?? new Set()).add(to));
    }
  return edges;
}

/** The folders of a circle, or nothing. */
function findCircle(edges: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const done = new Set<string>();
  const visit = (folder: string, path: readonly string[]): readonly string[] => {
    if (path.includes(folder)) return [...path.slice(path.indexOf(folder)), folder];
    if (done.has(folder)) return [];
    for (const next of edges.get(folder) ?? []) {
      const circle = visit(next, [...path, folder]);
      if (circle.length > 0) return circle;
    }
    done.add(folder);
    return [];
  };
  for (const folder of edges.keys()) {
    const circle = visit(folder, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

it('has no circle of folders in core', () => {
  expect(findCircle(folderEdges(byName.get('@convbench/core') as WorkspacePackage))).toEqual([]);
});

it('finds a circle of folders', () => {
  const edges = new Map([
    ['a', new Set(['b'])],
    ['b', new Set(['c', 'a'])],
  ]);
  expect(findCircle(edges)).toEqual(['a', 'b', 'a']);
});
