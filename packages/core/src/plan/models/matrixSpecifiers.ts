import type { MatrixConfig } from '@convbench/spec';
import { isModelPath } from './modelPath.js';

/** What a matrix loads besides the built-in plugins: its `plugins`, and the ONNX files among its architectures. */
export function matrixSpecifiers(
  config: Pick<MatrixConfig, 'plugins' | 'architectures'>,
): readonly string[] {
  const models = config.architectures.map(({ id }) => id).filter(isModelPath);
  return [...new Set([...config.plugins, ...models])];
}
