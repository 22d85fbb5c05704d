/** What published weights call ResNeSt's layers. */
import { expandBraces } from '@convbench/graph';
import type { CheckpointNames } from '@convbench/spec';

const BLOCK = '{conv1,bn1,conv2.{conv,bn0,fc1,bn1,fc2},conv3,bn3}';

/** @param blocks of each stage; the first of each has a projection in its shortcut, behind a pool. */
export function checkpointsOf(blocks: readonly number[]): readonly CheckpointNames[] {
  const stages = blocks.flatMap((count, stage) =>
    Array.from({ length: count }, (_, block) => [
      `layer${stage + 1}.${block}.${BLOCK}`,
      ...(block === 0 ? [`layer${stage + 1}.0.downsample.{1,2}`] : []),
    ]).flat(),
  );
  return [
    {
      source: 'timm',
      layers: expandBraces('conv1.{0,1,3,4,6}', 'bn1', ...stages, 'fc'),
      normalization: {
        mean: [0.485, 0.456, 0.406],
        standardDeviation: [0.229, 0.224, 0.225],
      },
      preset: 'timm',
    },
  ];
}
