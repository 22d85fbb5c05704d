import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '@convbench/spec';
import type { PluginKind } from '@convbench/spec';
import { fileError } from '../base/errors.js';
import type { PluginSet } from '../plan/plugins/types.js';
import { packageFile } from '../base/packageFile.js';
import { convbenchVersion } from '../base/version.js';
import { checkPluginName, nameForms, packageName } from './pluginNames.js';

export interface NewPluginOptions {
  readonly kind: PluginKind;
  /** Lower-case words with hyphens. */
  readonly name: string;
  /** The folder that the package is made in, by default one of the package's name. It must be empty or missing. */
  readonly directory?: string | undefined;
  /** What is loaded already: names must differ. */
  readonly plugins: PluginSet;
}

export interface NewPlugin {
  readonly packageName: string;
  readonly directory: string;
  /** Relative to the folder, with forward slashes. */
  readonly files: readonly string[];
  /** The file that holds the plugin, as `files` names it. */
  readonly main: string;
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

async function refuseUsed(directory: string): Promise<void> {
  let entries: string[];
  try {
    entries = await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw fileError(error, 'make the package in', directory);
  }
  if (entries.length === 0) return;
  throw new UserError(
    'core',
    `The folder ${JSON.stringify(directory)} is not empty.`,
    'Choose another one with --dir, or empty it: nothing is overwritten.',
  );
}

/** Templates are sound packages of the plugin 'my-plugin'; only names and versions change. */
function fill(text: string, name: string): string {
  const { camel, title } = nameForms(name);
  return text
    .replaceAll('my-plugin', name)
    .replaceAll('myPlugin', camel)
    .replaceAll('My plugin', title)
    .replace(/("@convbench\/[\w-]+": )"[^"]*"/g, `$1"${convbenchVersion()}"`);
}

/**
 * Writes a small, complete package of a plugin that passes its conformance suite.
 * Throws a `UserError` for a name that it cannot have and a folder that holds something.
 */
export async function newPlugin(options: NewPluginOptions): Promise<NewPlugin> {
  const { kind, name, plugins } = options;
  checkPluginName(kind, name, plugins);
  const directory = resolve(options.directory ?? packageName(kind, name));
  await refuseUsed(directory);
  const template = join(dirname(packageFile('#package.json')), 'templates', kind);
  const { camel } = nameForms(name);
  const files: string[] = [];
  for (const path of await listFiles(template)) {
    const target = path.replaceAll('myPlugin', camel);
    const content = fill(await readFile(join(template, path), 'utf8'), name);
    try {
      await mkdir(dirname(join(directory, target)), { recursive: true });
      await writeFile(join(directory, target), content, { flag: 'wx' });
    } catch (error) {
      throw fileError(error, 'write', join(directory, target));
    }
    files.push(target);
  }
  return { packageName: packageName(kind, name), directory, files, main: `src/${camel}.ts` };
}
