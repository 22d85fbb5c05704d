import { describe, expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { viewRun } from '../view/runView.js';
import { learningFinding } from './learningFinding.js';
import { plainText } from './phrase.js';

const view = viewRun(exampleResults());
const plain = (phrases: Parameters<typeof plainText>[0]) =>
  plainText(phrases).replaceAll('\u00a0', ' ');

describe('learningFinding', () => {
  it('compares images until the share that all reached', () => {
    expect(plain(learningFinding(view.trainings))).toMatch(
      /^.+ gets 80 % of its training batches right after \d+ 000 images, .+ after \d+ 000 images\.$/,
    );
  });

  it('takes the images from the curves', () => {
    const [one, two] = view.trainings;
    if (one === undefined || two === undefined) throw new TypeError('The example has trainings.');
    const at = (imagesSeen: number, trainTop1: number) => ({
      step: 1,
      imagesSeen,
      elapsedSeconds: 1,
      learningRate: 1,
      loss: 1,
      trainTop1,
    });
    const slow = [at(1000, 0.2), at(9000, 0.71), at(10_000, 0.75)];
    const fast = [at(1000, 0.2), at(4000, 0.7), at(10_000, 0.95)];
    const trainings = [
      { ...one, training: { ...one.training, curve: slow } },
      { ...two, training: { ...two.training, curve: fast } },
    ];
    expect(plain(learningFinding(trainings))).toBe(
      'VGG-11 gets 70 % of its training batches right after 4 000 images, NiN after 9 000 images.',
    );
    expect(learningFinding(trainings.slice(0, 1))).toEqual([]);
  });
});
