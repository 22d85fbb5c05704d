import { roundRange } from '@convbench/spec';
import type { Interval } from '@convbench/spec';
import type { CellSummary, IntervalSource } from '@convbench/statistics';
import { figureKeys, readFigure } from '../figures/figures.js';
import { formatNumber } from '../format/number.js';
import { percent } from '../format/percent.js';
import { plural } from '../format/plural.js';
import type { RunView } from '../view/runView.js';

const seconds = (ms: number) => `${formatNumber(ms / 1000)}\u00a0s`;

/** The confidences of all intervals of a record: usually one. */
export function confidencesOf(record: CellSummary): number[] {
  const intervals = figureKeys.flatMap((key): Interval[] => {
    const figure = readFigure(record, key);
    return 'interval' in figure && figure.interval ? [figure.interval] : [];
  });
  return [...new Set(intervals.map(({ confidence }) => confidence))].sort((a, b) => a - b);
}

/** '95 %', or 'stated' where a run mixes several. */
export function confidenceText(records: readonly CellSummary[]): string {
  const all = new Set(records.flatMap(confidencesOf));
  const [only] = all;
  if (only === undefined || all.size > 1)
    return [...all].map((c) => `${c * 100}\u00a0%`).join(', ');
  return percent(only, { digits: 2 });
}

/** What the intervals of a cell are over, by the number of processes that it had. */
const OVER_PROCESSES: Readonly<Record<IntervalSource, readonly string[]>> = {
  none: [],
  'within-process': [
    'Times of one process: percentile bootstrap over blocks of its samples in time order, which tells nothing of another process.',
  ],
  'student-t': [
    'Times, throughput and memory of several processes: Student’s t over the logarithms of their figures.',
  ],
  'hierarchical-bootstrap': [
    'Times of 14 processes or more: percentile bootstrap over the processes, then over blocks of the samples of each.',
  ],
};

function intervalText(records: readonly CellSummary[]): string {
  const confidence = confidenceText(records);
  if (confidence === '') return 'The records hold no intervals.';
  const sources = new Set(records.map(({ latency }) => latency.intervalSource));
  return [
    `${confidence} confidence; ± is half of the interval.`,
    'Accuracy: Wilson’s interval over the test images.',
    ...[...sources].flatMap((source) => OVER_PROCESSES[source]),
    'No interval covers another day or machine. Parameters, MACs and sizes are exact.',
  ].join(' ');
}

type RecordedMeasuring = RunView['run']['config']['measuring'];

function roundsText(measuring: RecordedMeasuring): string {
  const { least, most } = roundRange(measuring);
  const processes = plural(least, 'fresh process', 'fresh processes');
  if (least === most) return processes;
  return `at least ${processes}, and in up to ${formatNumber(most)} while half of its figure’s interval was above ${percent(measuring.targetHalfWidth)} of it or an order was open`;
}

/** Of runs of before processes took turns, the width that was wanted of each. */
function steadyText({ targetPrecision }: RecordedMeasuring): string {
  return targetPrecision === undefined
    ? 'the spread within the process no longer matters beside that between processes'
    : `half of the median’s interval is below ${percent(targetPrecision)} of it`;
}

/** How the figures came about, as name and text, from the run's own settings. */
export function methodRows(view: RunView): readonly (readonly [name: string, text: string])[] {
  const { measuring, cellTimeLimitMinutes } = view.run.config;
  const records = view.cells.flatMap(({ measured }) => (measured ? [measured] : []));
  const images =
    measuring.accuracyImages === 'all'
      ? 'All test images'
      : `The first ${formatNumber(measuring.accuracyImages)} test images`;
  const tookTurns = view.cells.some((cell) =>
    cell.records.some(({ turns }) => turns !== undefined),
  );
  const operators = [...new Set(records.flatMap((record) => record.static.countedOperators))];
  return [
    [
      'Process',
      `Every cell ran in ${roundsText(measuring)}, so that neither memory nor a crash of one reaches another; ${tookTurns ? 'processes of a group were alive together and took turns' : 'all cells took turns'}, in another random order each time. A process had ${formatNumber(cellTimeLimitMinutes)}\u00a0minutes.`,
    ],
    [
      'Warm-up',
      `Untimed calls until the last windows agreed, for at most ${seconds(measuring.maximumWarmupMs)}. Loading and the first call are figures of their own.`,
    ],
    [
      'Stop rule',
      `Until ${steadyText(measuring)}, after at least ${seconds(measuring.minimumTimeMs)} and ${formatNumber(measuring.minimumSamples)} samples; no longer than ${seconds(measuring.maximumTimeMs)}.`,
    ],
    ['Clock', 'From handing over the images until the logits are readable on the host.'],
    ['Intervals', intervalText(records)],
    [
      'Tied',
      'Two figures whose intervals overlap cannot be told apart here: the report says “tied”. Ratios carry bounds that take the worst of both intervals.',
    ],
    ['Accuracy', `${images}, by the same session that was timed.`],
    ...datasetRows(view),
    [
      'Parity',
      'Logits are held against the float64 interpreter on the first test images, with the same weights. A cell that computes something else is marked and not ranked.',
    ],
    ...(operators.length > 0
      ? [['MACs', `Counted operators: ${operators.join(', ')}. FLOPs are twice the MACs.`] as const]
      : []),
  ];
}

/** What is odd about the files of the data sets, such as images that were left out. */
function datasetRows({ run }: RunView): readonly (readonly [name: string, text: string])[] {
  const warnings = run.cells.flatMap(({ dataset }) =>
    (dataset.warnings ?? []).map((warning) => `${dataset.title}: ${warning}`),
  );
  return warnings.length === 0 ? [] : [['Images', [...new Set(warnings)].join(' ')]];
}

/** The machine, as name and text; what it does not tell is 'unknown'. */
export function hostRows({
  run,
  cells,
  trainings,
}: RunView): readonly (readonly [name: string, text: string])[] {
  const { host } = run;
  const cores = host.physicalCores === null ? 'unknown' : formatNumber(host.physicalCores);
  const clock = host.cpuMaxMhz === null ? '' : `, up to ${formatNumber(host.cpuMaxMhz)}\u00a0MHz`;
  const gpus = host.gpus.map(({ model, memoryBytes }) =>
    memoryBytes === null ? model : `${model}, ${formatNumber(memoryBytes / 1e9)}\u00a0GB`,
  );
  const engines = [
    ...cells.flatMap(({ cell, measured }) =>
      measured ? [`${cell.backend.title} ${measured.engineVersion}`] : [],
    ),
    ...trainings.map(({ training: { backend } }) => `${backend.title} ${backend.engineVersion}`),
  ];
  return [
    ['Processor', `${host.cpuModel}${clock}`],
    [
      'Cores',
      `${formatNumber(host.allowedCpus)} CPUs allowed of ${formatNumber(host.logicalCores)} logical; physical cores: ${cores}`,
    ],
    ['Memory', `${formatNumber(host.memoryBytes / 1e9)}\u00a0GB`],
    ['GPU', gpus.length > 0 ? gpus.join('; ') : 'none found'],
    ['System', `${host.os}, kernel ${host.kernel}`],
    [
      'Virtual machine',
      host.virtualMachine === null ? 'unknown' : host.virtualMachine ? 'yes' : 'no',
    ],
    ['Software', `convbench ${run.convbenchVersion}, Node ${host.nodeVersion}`],
    ['Engines', engines.length > 0 ? [...new Set(engines)].join('; ') : 'unknown'],
  ];
}
