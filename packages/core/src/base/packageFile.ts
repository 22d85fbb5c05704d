import { createRequire } from 'node:module';

/**
 * Path of a file by its name under `imports` of this package's manifest: a bundle does not lie where its sources do,
 * and children and threads run the build also where sources ask for it, because Node runs no TypeScript.
 */
export function packageFile(name: `#${string}`): string {
  return createRequire(import.meta.url).resolve(name);
}
