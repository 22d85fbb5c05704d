/** @file Where npm has put a package. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** The folder of the npm package that the module at the URL `from` would get, or undefined where it is not installed. */
export function packageFolder(name: string, from: string): string | undefined {
  try {
    return dirname(createRequire(from).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}
