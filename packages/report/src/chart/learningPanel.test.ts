import { expect, it } from 'vitest';
import { learningPanels } from './learningPanel.js';

const curve = (reached: number) => ({
  family: 'residual' as const,
  points: Array.from({ length: 500 }, (_, index) => ({
    step: index + 1,
    imagesSeen: 64 * (index + 1),
    elapsedSeconds: index,
    learningRate: 0.1,
    loss: 2.3 - index / 500,
    trainTop1: (reached * (index + 1)) / 500,
  })),
});

it('draws every curve once as context, thinned, and its own in each panel', () => {
  const curves = [curve(0.9), curve(0.5)];
  const panels = learningPanels(curves);
  expect(panels.context.text.match(/M/g)).toHaveLength(4);
  const [first] = curves;
  if (first === undefined) throw new TypeError('There are curves.');
  const { text } = panels.panel(first, {
    description: 'd',
    test: { value: 91, low: 90, high: 92 },
  });
  const [, path = ''] = /class="lc" d="([^"]+)"/.exec(text) ?? [];
  expect(path.match(/M/g)).toHaveLength(2);
  expect(path.split(/[ML]/)).toHaveLength(121);
  expect(text).toContain('class="ci"');
  expect(text).not.toMatch(/NaN/);
});

it('draws a curve of no points and no test', () => {
  const empty = { family: 'plain' as const, points: [] };
  const { text } = learningPanels([empty]).panel(empty, { description: 'd', test: undefined });
  expect(text).not.toMatch(/NaN|class="mk"/);
});
