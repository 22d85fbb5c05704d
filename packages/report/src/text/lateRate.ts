import type { CurvePoint } from '@convbench/spec';
import { joinList } from '../format/list.js';
import type { DoneTraining, TrainingView } from '../view/runView.js';
import type { Phrase } from './phrase.js';

/** Part of the images that a training had seen when its learning rate first was at its highest; 0 if that was at once. */
export function imagesBeforePeak(curve: readonly CurvePoint[]): number {
  const last = curve.at(-1);
  const highest = Math.max(...curve.map(({ learningRate }) => learningRate));
  const peak = curve.find(({ learningRate }) => learningRate === highest);
  if (last === undefined || peak === undefined || peak === curve[0]) return 0;
  return peak.imagesSeen / last.imagesSeen;
}

/** Which networks were warming up for most of their training, and what that means; empty where none was. */
export function lateRate(trainings: readonly TrainingView<DoneTraining>[]): readonly Phrase[] {
  const late = new Map(
    trainings
      .filter(({ training }) => imagesBeforePeak(training.curve) > 0.5)
      .map(({ network }) => [network.index, network]),
  );
  if (late.size === 0) return [];
  const names = joinList<Phrase>([...late.values()].map((network) => ({ network })));
  const whose = late.size === 1 ? 'its' : 'their';
  return [
    ...names,
    ` saw more than half of ${whose} images before the learning rate was at its peak: ${whose} warm-up is made for a longer training.`,
  ];
}
