import { describe, expect, it } from 'vitest';
import { figures } from '../figures/figures.js';
import { figureText, notMeasuredText, printFigure, spreadText } from './figure.js';

const measured = (value: number, half: number) => ({
  value,
  interval: { low: value - half, high: value + half, confidence: 0.95 },
});

describe('figureText', () => {
  it('prints percent with one digit after the point', () => {
    expect(figureText(figures.top1, measured(0.92461, 0.0049))).toBe('92.5 ± 0.5');
    expect(figureText(figures.top1, { value: 1 })).toBe('100.0');
  });

  it('gives the margin the decimals of the value', () => {
    expect(figureText(figures.latencyMedian, measured(3.5812, 0.092))).toBe('3.58 ± 0.09');
    expect(figureText(figures.imagesPerSecond, measured(1203.6, 14.4))).toBe('1\u202f204 ± 14');
  });

  it('adds one digit where the margin needs it, and no more', () => {
    expect(figureText(figures.latencyMedian, measured(1.2118, 0.0019))).toBe('1.212 ± 0.002');
    expect(figureText(figures.latencyMedian, measured(1.2118, 0.00001))).toBe('1.21 ± <0.01');
  });

  it('gives the ends of an interval that ± would tell wrongly', () => {
    const interval = (low: number, high: number) => ({ low, high, confidence: 0.95 });
    const lopsided = { value: 0.8322, interval: interval(0.0592, 11.694) };
    expect(figureText(figures.latencyMedian, lopsided)).toBe('0.832 (0.059 to 12)');
    expect(
      figureText(figures.imagesPerSecond, { value: 29_368, interval: interval(4_270, 201_900) }),
    ).toBe('29\u202f368 (4\u202f270 to 201\u202f900)');
    expect(spreadText({ low: '0.059', high: '12' })).toBe('(0.059 to 12)');
    // Wide, but ± says nothing that the interval does not.
    expect(figureText(figures.latencyMedian, { value: 2, interval: interval(0.6, 3.9) })).toBe(
      '2.00 ± 1.65',
    );
    expect(figureText(figures.top1, { value: 0.01, interval: interval(0, 0.05) })).toBe(
      '1.0 ± 2.5',
    );
  });

  it('converts units', () => {
    expect(figureText(figures.peakRss, { value: 131_600_000 })).toBe('132');
    expect(figureText(figures.energyPerImage, { value: 0.0155 })).toBe('15.5');
    expect(figureText(figures.trainableParameters, { value: 5_977_530 })).toBe('5.978');
  });

  it('leaves counts whole', () => {
    expect(figureText(figures.convolutions, { value: 57 })).toBe('57');
    expect(figureText(figures.latencySamples, { value: 9069 })).toBe('9\u202f069');
  });

  it('prints what is too small for decimals in powers of ten', () => {
    expect(figureText(figures.parityDeviation, { value: 2.3e-6 })).toBe('2.30e-6');
  });

  it('says why there is no figure', () => {
    expect(figureText(figures.top1, { notMeasured: 'no test set' })).toBe(
      'not measured: no test set',
    );
    expect(printFigure(figures.top1, { notMeasured: 'no test set' })).toBe(undefined);
    expect(notMeasuredText('not applicable: 3 classes')).toBe('not applicable: 3 classes');
  });
});
