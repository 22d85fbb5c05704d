/** @file What tfjs-node 4.22.0 uses of Node and Node 23 took out. */
import { createRequire } from 'node:module';

/**
 * Gives `util.isNullOrUndefined` and `util.isArray` back to CommonJS modules, where they are missing; tfjs-node calls
 * both in its kernels. Call it before tfjs-node is loaded.
 */
export function restoreNodeUtil(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  util['isArray'] ??= Array.isArray;
}
