import { defineConfig } from 'vitest/config';

const conditions = ['@convbench/source', 'module', 'node', 'development|production'];

/** Tests resolve workspace packages to their TypeScript sources; child processes use the build in dist/. */
export const base = defineConfig({
  root: new URL('..', import.meta.url).pathname,
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // onnxruntime needs the typed arrays of one realm: no vm pools.
    pool: 'forks',
    setupFiles: ['test/support/propertySeed.ts'],
    // Many tests start the program, and its processes take turns: a busy machine takes its time.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    server: { deps: { inline: [/^@convbench\//, /^convbench$/] } },
  },
});
