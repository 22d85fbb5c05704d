import { describeSetting } from '@convbench/core';
import type { RunPick } from '@convbench/core';
import { isMeasured, percent } from '@convbench/spec';
import type { Measured } from '@convbench/spec';
import colors from 'picocolors';
import type { Figure } from '../matrix/weightFlag.js';
import { networkName } from './networkName.js';
import { bytes, grouped } from './numbers.js';
import { drawTable } from './table.js';

interface Words {
  readonly name: string;
  /** How a figure stands in a sentence: '0.907', '5.2 ms'. */
  readonly format: (value: number) => string;
}

const words: Readonly<Record<Figure, Words>> = {
  top1: { name: 'top-1', format: (value) => value.toFixed(3) },
  latencyMs: { name: 'latency', format: (value) => `${value.toPrecision(3)} ms` },
  memoryBytes: { name: 'memory', format: bytes },
  parameters: { name: 'parameters', format: grouped },
  macs: { name: 'MACs', format: grouped },
};
const figures = Object.keys(words) as Figure[];

const rules: Readonly<Record<NonNullable<RunPick['best']>['rule'], string>> = {
  'most-accurate':
    'the fastest of those that fit and cannot be told from the most accurate of them',
  fastest: 'the fastest of those that fit; accuracy was not measured',
  weighted: 'the best score by the weights given, of those that fit',
};

/** What a pick says: the networks in a table, the best with the reason and how sure that is, or the nearest miss. */
export function drawPick(pick: RunPick): string {
  return [table(pick), '', ...(pick.best ? bestOf(pick, pick.best) : missOf(pick))].join('\n');
}

function table(pick: RunPick): string {
  return drawTable(
    [
      { title: 'network' },
      ...figures.map((figure) => ({ title: words[figure].name, align: 'right' as const })),
      { title: 'fits' },
      { title: 'front' },
      { title: 'picked', align: 'right' },
    ],
    pick.candidates.map((candidate) => {
      const isBest = candidate.id === pick.best?.id;
      const name = nameOf(pick, candidate.id);
      return [
        isBest ? colors.bold(name) : name,
        ...figures.map((figure) => figureText(figure, pick.figures[candidate.id]?.[figure])),
        fitText(candidate),
        candidate.standing === null ? '' : standings[candidate.standing],
        percent(candidate.pickedShare, 'rough'),
      ];
    }),
  );
}

const standings = { front: 'yes', maybe: 'maybe', beaten: 'no', unknown: 'not known' } as const;

function fitText({ excluded, fit, limits }: RunPick['candidates'][number]): string {
  if (excluded !== undefined) return `no: ${excluded}`;
  const wrong = limits.filter((each) => each.fit === fit).map(({ figure }) => words[figure].name);
  switch (fit) {
    case 'sure':
      return 'yes';
    case 'likely':
      return `likely (${wrong.join(', ')} is close)`;
    case 'unlikely':
      return `unlikely (${wrong.join(', ')})`;
    case 'no':
      return `no (${wrong.join(', ')})`;
    case 'unknown':
      return `not known (${wrong.join(', ')})`;
  }
}

function bestOf(pick: RunPick, best: NonNullable<RunPick['best']>): string[] {
  const { fitting, candidates } = pick;
  const [one, others] = [nameOf(pick, best.id), best.tied.map((id) => nameOf(pick, id))];
  const closest = candidates
    .filter(({ id, pickedShare }) => id !== best.id && pickedShare >= 0.005)
    .sort((a, b) => b.pickedShare - a.pickedShare)
    .map(({ id, pickedShare }) => `${nameOf(pick, id)} in ${percent(pickedShare, 'rough')}`);
  return [
    `${colors.bold(one)}: ${fitting.length === 1 ? 'the only network that fits' : rules[best.rule]}.`,
    `How sure: picked in ${percent(best.pickedShare, 'rough')} of ${grouped(pick.draws)} repetitions with figures drawn from their intervals` +
      `${closest.length > 0 ? `; ${closest.join(', ')}` : ''}` +
      `${pick.nothingFitsShare >= 0.005 ? `; nothing fits in ${percent(pick.nothingFitsShare, 'rough')}` : ''}.`,
    ...(best.fitsForSure
      ? []
      : ['A limit lies within the interval of its figure: it may not fit.']),
    ...(others.length > 0
      ? [`Cannot be told from ${others.join(', ')} in what the rule looks at.`]
      : []),
    ...(best.withoutInterval.length > 0
      ? [
          `Without an interval, and so taken as exact: ${best.withoutInterval.map((figure) => words[figure].name).join(', ')}.`,
        ]
      : []),
  ];
}

function missOf(pick: RunPick): string[] {
  const { nearestMiss, fitting } = pick;
  if (fitting.length > 0)
    return ['Networks fit, but none has the figures that the choice rests on: see the table.'];
  if (nearestMiss === undefined)
    return ['No network fits, and of none is it known by how much it misses.'];
  const misses = nearestMiss.misses.map(({ figure, limit, measured, miss, relativeMiss }) => {
    const { name, format } = words[figure];
    const value = isMeasured(measured) ? format(measured.value) : 'not measured';
    return `${name} ${value} where ${format(limit)} was asked for, ${format(miss ?? 0)} (${percent(relativeMiss ?? 0, 'rough')}) off`;
  });
  return [
    'No network fits.',
    `${colors.bold(nameOf(pick, nearestMiss.id))} is nearest: ${misses.join('; ')}.`,
    nearestMiss.mightFit
      ? 'Its intervals reach to the limits: with more rounds or test images it may turn out to fit.'
      : 'It surely does not fit.',
  ];
}

function nameOf({ cells, candidates }: RunPick, id: string): string {
  const cell = cells[id];
  if (cell === undefined) return id;
  const name = networkName(cell.network);
  const isAlone =
    candidates.filter(({ id: other }) => {
      const rival = cells[other];
      return rival !== undefined && networkName(rival.network) === name;
    }).length === 1;
  return isAlone ? name : `${name}, ${describeSetting(cell)}`;
}

function figureText(figure: Figure, measured: Measured | undefined): string {
  if (measured === undefined || !isMeasured(measured)) return 'not measured';
  const { value, interval } = measured;
  const { format } = words[figure];
  if (interval === undefined) return format(value);
  return `${format(value)} (${format(interval.low)} to ${format(interval.high)})`;
}
