/** What published weights call ResNet's layers. */
import type { CheckpointNames } from '@convbench/spec';

/** As far as names go. */
interface Blocks {
  /** Of each stage. */
  readonly blocks: readonly number[];
  /** Of a block. */
  readonly convolutions: number;
  /** Whether the first block of a stage has a projection in its shortcut. */
  readonly projects: (stage: number) => boolean;
}

export function checkpointsOf({
  blocks,
  convolutions,
  projects,
}: Blocks): readonly CheckpointNames[] {
  const layers = blocks.flatMap((count, stage) =>
    Array.from({ length: count }, (_, block) => {
      const name = `layer${stage + 1}.${block}`;
      const own = Array.from({ length: convolutions }, (_, i) => [
        `${name}.conv${i + 1}`,
        `${name}.bn${i + 1}`,
      ]).flat();
      const shortcut = [`${name}.downsample.0`, `${name}.downsample.1`];
      return block === 0 && projects(stage) ? [...own, ...shortcut] : own;
    }).flat(),
  );
  const common = {
    normalization: {
      mean: [0.485, 0.456, 0.406],
      standardDeviation: [0.229, 0.224, 0.225],
    },
    preset: 'torchvision',
  };
  const body = ['conv1', 'bn1', ...layers];
  return [
    { source: 'torchvision', layers: [...body, 'fc'], ...common },
    { source: 'Cadene', layers: [...body, 'last_linear'], ...common },
  ];
}
