import { createRequire } from 'node:module';

/** Version of this convbench, for records. */
export function convbenchVersion(): string {
  const require = createRequire(import.meta.url);
  return (require('#package.json') as { version: string }).version;
}
