import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

// A test reads the sources of its own package; all other packages, and processes, are used as they are built. A bundle
// that is older than the code would prove nothing, and making all of them takes a second. Each project reads this file.
if (process.env['CONVBENCH_TEST_BUNDLES'] === undefined) {
  execFileSync(process.execPath, ['scripts/bundle.mjs'], { cwd: root, stdio: 'inherit' });
  process.env['CONVBENCH_TEST_BUNDLES'] = 'made';
}

export const base = defineConfig({
  root,
  test: {
    // onnxruntime needs the typed arrays of one realm: no vm pools.
    pool: 'forks',
    // Children of the program get it from the program.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    setupFiles: ['test/support/propertySeed.ts'],
    // Many tests start the program, and its processes take turns: a busy machine takes its time.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Loaded by Node itself, as users have them.
    server: { deps: { external: [/\/(packages|plugins)\/[^/]+\/dist\//] } },
  },
});
