import { defineConfig, mergeConfig } from 'vitest/config';
import { base } from './vitest.base.js';

/** What takes too long for every change: `npm run check:<name>` runs `test/checks/<name>.check.ts`. */
export default mergeConfig(
  base,
  defineConfig({ test: { include: ['test/checks/*.check.ts'], maxWorkers: 1 } }),
);
