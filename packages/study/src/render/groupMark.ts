import { FAMILIES, marker, markup, px } from '@convbench/report';
import type { Markup } from '@convbench/report';

/** Points of a chart that look alike. */
export interface Group {
  readonly name: string;
  /** Among the groups of the chart. */
  readonly index: number;
}

const familyOf = ({ name }: Group) => FAMILIES.find((family) => family === name);

/** What gives a group its colour: families have the one that they have in every report. */
export const groupClass = (group: Group): string => familyOf(group) ?? `g${group.index % 4}`;

/** A group's mark; its form tells it from others as well as its colour does. */
export function groupMark(group: Group, x: number, y: number, radius: number): Markup {
  const family = familyOf(group);
  return markup`<g class="${groupClass(group)}">${family ? marker(family, x, y, radius) : shape(group, x, y, radius)}</g>`;
}

function shape({ index }: Group, x: number, y: number, radius: number): Markup {
  const side = radius * 0.9;
  const tip = radius * 1.25;
  switch (index % 4) {
    case 0:
      return markup`<circle class="mk" cx="${px(x)}" cy="${px(y)}" r="${radius}"/>`;
    case 1:
      return markup`<rect class="mk" x="${px(x - side)}" y="${px(y - side)}" width="${px(2 * side)}" height="${px(2 * side)}"/>`;
    case 2:
      return markup`<path class="mk" d="M${px(x)} ${px(y - tip)}l${px(tip)} ${px(1.8 * tip)}h-${px(2 * tip)}z"/>`;
    default:
      return markup`<path class="mk" d="M${px(x)} ${px(y - tip)}l${px(tip)} ${px(tip)}l-${px(tip)} ${px(tip)}l-${px(tip)} -${px(tip)}z"/>`;
  }
}
