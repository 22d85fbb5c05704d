import type { Fidelity } from '@convbench/core';
import { percent } from '@convbench/spec';
import type { ComparedCount } from '@convbench/spec';
import colors from 'picocolors';
import { drawTable } from './table.js';
import { grouped } from './numbers.js';

/** What sources state of a network beside ours, and under the table why they differ. */
export function drawFidelity(published: readonly Fidelity[]): string {
  const reasons = published.flatMap(({ figures }) => figures.difference ?? []);
  return [
    drawTable(
      [
        { title: 'published' },
        { title: 'ours', align: 'right' },
        { title: 'difference', align: 'right' },
        { title: 'top-1', align: 'right' },
        { title: 'top-5', align: 'right' },
        { title: 'source' },
      ],
      published.flatMap((row) => {
        const { figures, trainableParameters, macs } = row;
        const number = reasons.indexOf(figures.difference ?? '') + 1;
        const source = figures.source + describeOptions(figures.options);
        const accuracy = [figures.top1, figures.top5].map((top) =>
          top === undefined ? '' : percent(top),
        );
        const counts = [
          ...(trainableParameters ? [compared(trainableParameters, 'parameters', number)] : []),
          ...(macs ? [compared(macs, 'MACs', number)] : []),
        ];
        const [first = ['', '', ''], ...others] = counts;
        return [[...first, ...accuracy, source], ...others.map((count) => [...count, '', '', ''])];
      }),
    ),
    ...reasons.map((reason, index) => `[${index + 1}] ${reason}`),
  ].join('\n');
}

function compared(
  { published, ours, relativeDifference }: ComparedCount,
  unit: string,
  reason: number,
): string[] {
  const difference =
    relativeDifference === 0
      ? colors.green('equal')
      : `${relativeDifference > 0 ? '+' : ''}${percent(relativeDifference)}` +
        (reason > 0 ? ` [${reason}]` : '');
  return [`${grouped(Math.round(published))} ${unit}`, grouped(ours), difference];
}

function describeOptions({ classes, inputSize, ...others }: Readonly<Record<string, unknown>>) {
  const rest = Object.entries(others)
    .filter(([name, value]) => name !== 'channels' && !(name === 'width' && value === 1))
    .map(([name, value]) => `, ${name} ${String(value)}`);
  return ` (${String(inputSize)} px, ${String(classes)} classes${rest.join('')})`;
}
