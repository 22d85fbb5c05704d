import { isMeasured } from '@convbench/spec';
import type { FigureKey } from '../figures/figures.js';
import { figureOf } from '../view/cells.js';
import type { Slice } from '../view/slices.js';
import type { Markup, Part } from './markup.js';
import { markup } from './markup.js';

/** What accuracy is drawn against in the chart of the first screen. */
export interface Axis {
  /** Of its radio button and of the class of what is drawn for it. */
  readonly id: string;
  /** On the button. */
  readonly title: string;
  /** The figure, which for speed depends on the scenario. */
  cost(slice: Slice): FigureKey;
  xTitle(slice: Slice): string;
}

const axis = (id: string, title: string, key: FigureKey, xTitle: string): Axis => ({
  id,
  title,
  cost: () => key,
  xTitle: () => `${xTitle} (log), ← better`,
});

const speedAxis = (slices: readonly Slice[]): Axis => ({
  id: 'speed',
  title: slices.every(({ speed }) => speed === 'timePerImage') ? 'time per image' : 'latency',
  cost: ({ speed }) => speed,
  xTitle: ({ speed }) =>
    `${speed === 'latencyMedian' ? 'latency, median, ms for one batch' : 'time per image, ms'} (log), ← better`,
});

const OTHER_AXES: readonly Axis[] = [
  axis('memory', 'memory', 'peakRss', 'peak RSS, MB'),
  axis('energy', 'energy', 'energyPerImage', 'energy, mJ per image'),
  axis('parameters', 'parameters', 'trainableParameters', 'parameters, M'),
  axis('macs', 'MACs', 'macs', 'MACs, M per image'),
];

/** The axes that something can be drawn on; always the first. */
export function axesOf(slices: readonly Slice[]): readonly Axis[] {
  const drawable = OTHER_AXES.filter((each) =>
    slices.some((slice) =>
      slice.cells.some((cell) => isMeasured(figureOf(cell, each.cost(slice)))),
    ),
  );
  return [speedAxis(slices), ...drawable];
}

/** Radio buttons that choose among the axes; the style sheet alone makes them work. */
export function axisChooser(axes: readonly Axis[]): Markup | false {
  return (
    axes.length > 1 &&
    markup`<fieldset class="choice axes"><legend>Accuracy against</legend><span class="seg">${axes.map(
      ({ id, title }, index) =>
        markup`<label><input type="radio" name="axis" id="axis-${id}"${index === 0 && markup` checked`}>${title}</label>`,
    )}</span></fieldset>`
  );
}

/** Something for each axis, of which the page shows the chosen one. */
export function perAxis(axes: readonly Axis[], render: (axis: Axis) => Part): Markup {
  return markup`${axes.map((each) => markup`<div class="on-axis axis-${each.id}">${render(each)}</div>`)}`;
}
