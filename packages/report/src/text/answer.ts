import type { Measured } from '@convbench/spec';
import { isMeasured } from '@convbench/spec';
import { boundsOf, overlaps } from '@convbench/statistics';
import { figures } from '../figures/figures.js';
import { printFigure } from '../format/figure.js';
import { joinList } from '../format/list.js';
import { formatNumber } from '../format/number.js';
import { percentPoints } from '../format/percent.js';
import { difference, ratio } from '../stats/interval.js';
import { figureOf, isRanked } from '../view/cells.js';
import type { NetworkView } from '../view/networks.js';
import type { Slice } from '../view/slices.js';
import type { Contender } from './contenders.js';
import { contendersOf, faster, moreAccurate, sameAccuracy, sameSpeed } from './contenders.js';
import type { Phrase } from './phrase.js';

/** What a slice says, from its figures alone: one sentence, and what it leaves out. */
export interface Answer {
  readonly headline: readonly Phrase[];
  readonly detail: readonly Phrase[];
  /** The network that the headline names, where it names one. */
  readonly network?: NetworkView;
}

/** "Within one point of the most accurate": as a fraction. */
export const ONE_POINT = 0.01;

function valueOf(key: 'top1' | 'latencyMedian', figure: Measured): Phrase {
  const printed = printFigure(figures[key], figure);
  if (printed === undefined) return '';
  return { ...printed, unit: figures[key].unit };
}

const accuracyOf = ({ top1 }: Contender) => valueOf('top1', top1);
const latencyOf = ({ latency }: Contender) => valueOf('latencyMedian', latency);
const figuresOf = (contender: Contender): Phrase[] => [
  accuracyOf(contender),
  ' in ',
  latencyOf(contender),
];
const named = (contenders: readonly Contender[]): Phrase[] =>
  joinList<Phrase>(contenders.map(({ network }) => ({ network })));

/** True when chance could move a network over the line of one point, and the answer with it. */
function dependsOnEstimates(
  best: Contender,
  chosen: Contender,
  all: readonly Contender[],
): boolean {
  return all.some((contender) => {
    if (contender === best) return false;
    const gap = difference(best.top1, contender.top1);
    if (contender === chosen) return gap.high > ONE_POINT;
    const outside = gap.value > ONE_POINT;
    return outside && gap.low <= ONE_POINT && contender.latency.value < chosen.latency.value;
  });
}

function withoutAccuracy(slice: Slice): Answer {
  const timed = slice.cells.flatMap((cell) => {
    const latency = figureOf(cell, slice.speed);
    return isRanked(cell) && isMeasured(latency) ? [{ network: cell.network, latency }] : [];
  });
  const [first, ...rest] = [...timed].sort((a, b) => a.latency.value - b.latency.value);
  if (first === undefined) {
    return { headline: ['No network can be ranked here.'], detail: ['The table says why.'] };
  }
  const tied = rest.filter(({ latency }) => overlaps(boundsOf(latency), boundsOf(first.latency)));
  const fastest = [first, ...tied];
  return {
    network: first.network,
    headline: [
      ...joinList<Phrase>(fastest.map(({ network }) => ({ network }))),
      fastest.length > 1 ? ' are tied as the fastest: ' : ' is the fastest: ',
      ...joinList<Phrase>(fastest.map(({ latency }) => valueOf('latencyMedian', latency))),
      '.',
    ],
    detail: ['Accuracy was not measured: this says nothing of how good a network is.'],
  };
}

function headlineOf(
  best: Contender,
  chosen: Contender,
  tied: readonly Contender[],
  all: readonly Contender[],
): Phrase[] {
  const caveat = dependsOnEstimates(best, chosen, all) ? ', on the estimates' : '';
  if (all.length === 1) {
    return [
      { network: chosen.network },
      ' is the only network that can be ranked here: ',
      ...figuresOf(chosen),
      '.',
    ];
  }
  if (tied.length > 0) {
    const names = named([chosen, ...tied]);
    return [
      ...names,
      ` are tied as the fastest networks within one point of the most accurate${caveat}: `,
      ...joinList<Phrase>([chosen, ...tied].map(latencyOf)),
      '.',
    ];
  }
  if (chosen === best) {
    return [
      { network: best.network },
      ` is the most accurate, and no network within one point of it is faster${caveat}: `,
      ...figuresOf(best),
      '.',
    ];
  }
  return [
    { network: chosen.network },
    ` is the fastest network within one point of the most accurate${caveat}: `,
    ...figuresOf(chosen),
    '.',
  ];
}

function againstBest(best: Contender, chosen: Contender): Phrase[] {
  if (best === chosen) return [];
  const points = difference(best.top1, chosen.top1);
  const times = ratio(best.latency, chosen.latency);
  const times2 = (value: number) => formatNumber(value, { digits: 2 });
  const [low, high] = [times2(times.low), times2(times.high)];
  return [
    { network: best.network },
    ' is the most accurate, ',
    accuracyOf(best),
    `: ${percentPoints(points.value)} points more (${percentPoints(points.low)} to ${percentPoints(points.high)}) for `,
    `${times2(times.value)} times the time${low === high ? '' : ` (${low} to ${high})`}. `,
  ];
}

function accuracyTies(best: Contender, all: readonly Contender[]): Phrase[] {
  const tied = all.filter((contender) => contender !== best && sameAccuracy(contender, best));
  if (tied.length === 0) return [];
  return [
    ...named(tied),
    tied.length === 1 ? ' is tied with ' : ' are tied with ',
    { network: best.network },
    ' in accuracy. ',
  ];
}

function fastestOfAll(chosen: Contender, all: readonly Contender[]): Phrase[] {
  const [fastest] = [...all].sort(faster);
  if (fastest === undefined || fastest === chosen || sameSpeed(fastest, chosen)) return [];
  return [
    { network: fastest.network },
    ' is the fastest of all, ',
    latencyOf(fastest),
    ' at ',
    accuracyOf(fastest),
    '. ',
  ];
}

/** The networks of the slice that the answer does not weigh. */
function notCompared(slice: Slice, compared: readonly NetworkView[]): Phrase[] {
  const others = slice.cells.map(({ network }) => network).filter((one) => !compared.includes(one));
  if (others.length === 0) return [];
  return ['Not compared: ', ...joinList<Phrase>(others.map((network) => ({ network }))), '. '];
}

/**
 * Who is the fastest network within one point of the most accurate, how sure that is, and what one gives up for it.
 * Only cells of one slice are compared; cells with a severe warning take no part.
 */
export function answerOf(slice: Slice): Answer {
  const all = contendersOf(slice);
  const [best] = [...all].sort(moreAccurate);
  if (best === undefined) return withoutAccuracy(slice);
  const near = all.filter(({ top1 }) => best.top1.value - top1.value <= ONE_POINT + 1e-9);
  const [chosen = best] = [...near].sort(faster);
  const tied = near.filter((contender) => contender !== chosen && sameSpeed(contender, chosen));
  return {
    network: chosen.network,
    headline: headlineOf(best, chosen, tied, all),
    detail: [
      ...againstBest(best, chosen),
      ...accuracyTies(best, all),
      ...fastestOfAll(chosen, all),
      ...notCompared(
        slice,
        all.map(({ network }) => network),
      ),
    ],
  };
}
