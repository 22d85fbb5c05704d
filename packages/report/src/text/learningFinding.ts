import { formatNumber } from '../format/number.js';
import { percent } from '../format/percent.js';
import type { NetworkView } from '../view/networks.js';
import type { DoneTraining, TrainingView } from '../view/runView.js';
import type { Phrase } from './phrase.js';

interface Reached {
  readonly network: NetworkView;
  readonly imagesSeen: number;
}

function firstReach({ training, network }: TrainingView<DoneTraining>, share: number): Reached[] {
  const point = training.curve.find(({ trainTop1 }) => trainTop1 >= share);
  return point === undefined ? [] : [{ network, imagesSeen: point.imagesSeen }];
}

/** Who learns fastest per image: images until the highest round share that every network reached. */
export function learningFinding(
  trainings: readonly TrainingView<DoneTraining>[],
): readonly Phrase[] {
  const peaks = trainings.map(({ training }) =>
    training.curve.reduce((most, { trainTop1 }) => Math.max(most, trainTop1), 0),
  );
  const share = Math.floor(Math.min(...peaks) * 10) / 10;
  if (trainings.length < 2 || share <= 0) return [];
  const reached = trainings
    .flatMap((training) => firstReach(training, share))
    .sort((a, b) => a.imagesSeen - b.imagesSeen);
  const [first, last] = [reached[0], reached.at(-1)];
  if (first === undefined || last === undefined) return [];
  const thousands = (images: number) =>
    `${formatNumber(images / 1000, { decimals: 0 })}\u00a0000 images`;
  const target = `${percent(share, { decimals: 0 })} of its training batches right`;
  if (first.imagesSeen === last.imagesSeen) return [];
  return [
    { network: first.network },
    ` gets ${target} after ${thousands(first.imagesSeen)}, `,
    { network: last.network },
    ` after ${thousands(last.imagesSeen)}.`,
  ];
}
