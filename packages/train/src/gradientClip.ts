import type { TrainingGraphBuilder } from './trainingGraphBuilder.js';

/** Appends the factor that brings all gradients together to a norm of at most `maximumNorm`; returns its name. */
export function emitGradientClip(
  gradients: readonly string[],
  maximumNorm: number,
  builder: TrainingGraphBuilder,
): string {
  return builder.emit(
    {
      op: 'GradientClip',
      name: '#clip',
      inputs: gradients as readonly [string, ...string[]],
      outputs: ['#clip'],
      attributes: { maximumNorm },
    },
    [],
  );
}
