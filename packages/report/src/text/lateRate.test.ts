import { describe, expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { viewRun } from '../view/runView.js';
import { imagesBeforePeak, lateRate } from './lateRate.js';
import { plainText } from './phrase.js';

const at = (imagesSeen: number, learningRate: number) => ({
  ...{ step: 1, elapsedSeconds: 1, loss: 1, trainTop1: 0.5 },
  imagesSeen,
  learningRate,
});
const short = [at(1000, 0.1), at(6000, 0.6), at(9000, 0.2)];
const long = [at(1000, 0.6), at(6000, 0.3), at(9000, 0)];

describe('imagesBeforePeak', () => {
  it('is the part of the images up to the highest rate', () => {
    expect(imagesBeforePeak(short)).toBeCloseTo(2 / 3);
    expect(imagesBeforePeak([at(1000, 0.1), ...long])).toBeCloseTo(1 / 9);
    expect(imagesBeforePeak([at(1000, 0.1), at(2000, 0.2)])).toBe(1);
  });

  it('is nothing for a rate that begins at its peak, and without points', () => {
    expect(imagesBeforePeak([at(1000, 0.1), at(2000, 0.1)])).toBe(0);
    expect(imagesBeforePeak([at(1000, 0.1)])).toBe(0);
    expect(imagesBeforePeak([])).toBe(0);
  });
});

describe('lateRate', () => {
  const withCurves = (...curves: (typeof short)[]) =>
    viewRun(exampleResults())
      .trainings.slice(0, curves.length)
      .map((view, index) => ({
        ...view,
        training: { ...view.training, curve: curves[index] ?? [] },
      }));

  it('names who warmed up for most of the training', () => {
    expect(plainText(lateRate(withCurves(short, long)))).toMatch(
      /^\S+ saw more than half of its images before the learning rate was at its peak: its warm-up/,
    );
    expect(plainText(lateRate(withCurves(short, short)))).toMatch(
      /^\S+ and \S+ saw .* their warm-up/,
    );
  });

  it('says nothing where all were at their peak in time', () => {
    expect(lateRate(withCurves(long, long))).toEqual([]);
  });
});
