import { access } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '@convbench/spec';
import { messageOf } from '../../base/errors.js';
import { importModule } from '../modules/importModule.js';
import { parseConfig } from './parseConfig.js';
import type { LoadedConfig } from './types.js';

const extensions = ['.ts', '.mts', '.js', '.mjs', '.cjs', '.json'];

/**
 * Reads a config file: TypeScript, JavaScript (default export) or JSON.
 * Throws a `UserError` when the file is missing, cannot be run, or is not a valid config.
 */
export async function loadConfig(path: string): Promise<LoadedConfig> {
  const absolute = resolve(path);
  if (!extensions.includes(extname(absolute)))
    throw new UserError(
      'core',
      `The config ${JSON.stringify(path)} has an extension that is not known.`,
      `Use one of: ${extensions.join(', ')}.`,
    );
  try {
    await access(absolute);
  } catch (error) {
    throw new UserError(
      'core',
      `The config file ${JSON.stringify(absolute)} cannot be read.`,
      'Check the path; `convbench init` writes one to start from.',
      { cause: error },
    );
  }
  let module: Record<string, unknown>;
  try {
    module = await importModule(pathToFileURL(absolute).href);
  } catch (error) {
    throw new UserError(
      'core',
      `The config ${JSON.stringify(path)} could not be loaded: ${messageOf(error)}`,
      'Mend the file and run again.',
      { cause: error },
    );
  }
  const value = extname(absolute) === '.json' ? (module.default ?? module) : module.default;
  if (value === undefined)
    throw new UserError(
      'core',
      `The config ${JSON.stringify(path)} has no default export.`,
      'Write `export default defineConfig({ ... })`.',
    );
  return { config: parseConfig(value, path), directory: dirname(absolute), path: absolute };
}
