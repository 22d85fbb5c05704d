import { access, stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError, isUserError } from '@convbench/spec';
import type { MatrixConfig } from '@convbench/spec';
import { messageOf } from '../../base/errors.js';
import { requireRegularFile } from '../../base/regularFile.js';
import { importModule } from '../modules/importModule.js';
import { parseConfig } from './parseConfig.js';
import type { LoadedConfig } from './types.js';

/** Far beyond any matrix that could be measured. */
const MAX_BYTES = 64 << 20;
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
  requireRegularFile(await stat(absolute), `The config ${JSON.stringify(path)}`, MAX_BYTES);
  let module: Record<string, unknown> | null;
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
  const value = extname(absolute) === '.json' ? (module?.default ?? module) : module?.default;
  if (value === undefined)
    throw new UserError(
      'core',
      `The config ${JSON.stringify(path)} has no default export.`,
      'Write `export default defineConfig({ ... })`.',
    );
  return { config: parse(value, path), directory: dirname(absolute), path: absolute };
}

/** What a module exports may throw when it is read, or be too deep to be walked through. */
function parse(value: unknown, path: string): MatrixConfig {
  try {
    return parseConfig(value, path);
  } catch (error) {
    if (isUserError(error)) throw error;
    throw new UserError(
      'core',
      `The config ${JSON.stringify(path)} cannot be read: ${messageOf(error)}`,
      'Export plain data.',
      { cause: error },
    );
  }
}
