/** @file Where Node's C headers are, which the binding is compiled with. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** An npm package of headers alone; without it no C++ code can be compiled for Node. */
export const HEADERS_PACKAGE = 'node-api-headers';

/** The folder of `node_api.h`, or undefined where the package is not installed. */
export function nodeApiHeaders(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${HEADERS_PACKAGE}/package.json`);
    return join(dirname(manifest), 'include');
  } catch {
    return undefined;
  }
}
