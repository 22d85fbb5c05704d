export { defineConfig } from '@convbench/spec';
export type { MatrixConfigInput } from '@convbench/spec';
