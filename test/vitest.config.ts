import { defineConfig } from 'vitest/config';

const conditions = ['@convbench/source', 'module', 'node', 'development|production'];

// Tests resolve workspace packages to their TypeScript sources; child processes use the build in dist/.
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // onnxruntime needs the typed arrays of one realm: no vm pools.
    pool: 'forks',
    include: ['packages/*/src/**/*.test.ts', 'plugins/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['test/support/propertySeed.ts'],
    // Many tests start the program, and its processes take turns: a busy machine takes its time.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    server: { deps: { inline: [/^@convbench\//, /^convbench$/] } },
  },
});
