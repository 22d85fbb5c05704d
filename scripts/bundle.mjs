/**
 * Bundles every package: each of its entries becomes one file of `dist/`, with chunks for what entries share and for
 * what is loaded late. Other packages stay outside, so that each of them exists once in a process.
 *
 *   node scripts/bundle.mjs        (after tsc -b, which checks types and writes declarations; `npm run build` does both)
 *
 * Entries are what a manifest names: `exports` for others, `imports` for processes and threads of the package's own.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Libraries in many small files that most processes load: inside of a bundle they start in a third of the time. */
const INLINED = [
  '@bufbuild/protobuf',
  'commander',
  'csv-stringify',
  'd3-scale',
  'fastest-levenshtein',
  'log-update',
  'picocolors',
  'pure-rand',
  'string-width',
  'tinybench',
  'zod',
];

const packages = ['packages', 'plugins'].flatMap((group) =>
  readdirSync(join(root, group))
    .map((name) => join(root, group, name))
    .filter((folder) => existsSync(join(folder, 'package.json'))),
);
/** zod brings its messages in fifty languages, which are half of what every process would parse; ours are our own. */
const englishAlone = {
  name: 'english-alone',
  load: (id) =>
    /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/.test(id)
      ? "export { default as en } from './en.js';"
      : undefined,
};

async function bundle(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const libraries = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
  const outside = new Set(libraries.filter((name) => !INLINED.includes(name)));
  const built = await rolldown({
    cwd: folder,
    input: entriesOf(folder, manifest),
    platform: 'node',
    external: (id) => outside.has(nameOf(id)),
    plugins: [englishAlone],
  });
  const { output } = await built.generate({
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    sourcemap: true,
    // The packages hold their sources.
    sourcemapExcludeSources: true,
    // Comments and line breaks are a third of what would be parsed at each start; names stay, for traces.
    minify: { compress: false, mangle: false },
  });
  await built.close();
  const files = new Map(output.map((file) => [file.fileName, file.code ?? file.source]));
  const notices = noticesOf(output.flatMap(({ moduleIds = [] }) => moduleIds));
  if (notices !== '') files.set('licenses.txt', notices);
  write(join(folder, 'dist'), files);
}

/** Sources by the path of what they become in `dist/`, without its extension. */
function entriesOf(folder, { exports, imports = {} }) {
  const targets = [
    ...Object.values(exports).map((each) => each.default),
    ...Object.values(imports),
  ];
  return Object.fromEntries(
    targets
      .map((target) => /^\.\/dist\/(.*)\.js$/.exec(target)?.[1])
      .filter((name) => name !== undefined)
      .map((name) => [name, join(folder, 'src', `${name}.ts`)]),
  );
}

/** 'zod' of 'zod/v4', '@bufbuild/protobuf' of '@bufbuild/protobuf/wire' */
function nameOf(id) {
  return id
    .split('/')
    .slice(0, id.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The licences of the libraries that are inside of a bundle: each asks for its notice in every copy. */
function noticesOf(modules) {
  const folders = new Set(
    modules.flatMap(
      (id) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0] ?? [],
    ),
  );
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(
        readFileSync(join(folder, 'package.json'), 'utf8'),
      );
      const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
      const text =
        file === undefined ? '' : `\n\n${readFileSync(join(folder, file), 'utf8').trim()}`;
      return `${name} ${version} (${license})${text}\n`;
    })
    .join('\n---\n\n');
}

/** Writes what is new and removes what is no part of the build any more; a run that goes on keeps what is as it was. */
function write(folder, files) {
  for (const [name, content] of files) {
    const path = join(folder, name);
    if (existsSync(path) && readFileSync(path, 'utf8') === content) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  for (const name of readdirSync(folder, { recursive: true }))
    if (/\.js(\.map)?$/.test(name) && !files.has(name.replaceAll('\\', '/')))
      rmSync(join(folder, name));
}

for (const folder of packages) await bundle(folder);
