/** What published weights call VGG's layers. */
import { expandBraces } from '@convbench/graph';
import type { CheckpointNames } from '@convbench/spec';

/** Channels of the convolutions, stage by stage; each stage ends in a pool. */
interface Stages {
  readonly stages: readonly (readonly number[])[];
  readonly normalized: boolean;
}

/** A layer's number counts everything in torchvision's sequence: convolutions, norms, ReLUs, pools. */
function torchvision({ stages, normalized }: Stages): readonly string[] {
  let index = 0;
  const features = stages.flatMap((counts) => {
    const layers = counts.flatMap(() => {
      const own = normalized ? [index, index + 1] : [index];
      index += normalized ? 3 : 2;
      return own;
    });
    index += 1;
    return layers;
  });
  return [...features.map((layer) => `features.${layer}`), ...expandBraces('classifier.{0,3,6}')];
}

/** D2L's nesting: one block for each stage, whose convolutions stand at even places. */
function d2l({ stages }: Stages): readonly string[] {
  const blocks = stages.flatMap((counts, stage) => counts.map((_, i) => `${stage}.${2 * i}`));
  const flatten = stages.length;
  return [...blocks, ...[1, 4, 7].map((place) => String(flatten + place))];
}

export function checkpointsOf(network: Stages): readonly CheckpointNames[] {
  const published = {
    source: 'torchvision',
    layers: torchvision(network),
    normalization: {
      mean: [0.485, 0.456, 0.406],
      standardDeviation: [0.229, 0.224, 0.225],
    },
    preset: 'torchvision',
  };
  return network.normalized ? [published] : [published, { source: 'D2L', layers: d2l(network) }];
}
