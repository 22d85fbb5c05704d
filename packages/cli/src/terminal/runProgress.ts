import type { RunEvent } from '@convbench/core';
import { isMeasured, percent } from '@convbench/spec';
import type { Cell, CellRecord, Measured, PeakRecord, TrainingRecord } from '@convbench/spec';
import colors from 'picocolors';
import { describeWarmup } from './describeWarmup.js';
import { liveLine } from './liveLine.js';
import { networkName } from './networkName.js';
import { duration, grouped } from './numbers.js';
import { jsonText } from './output.js';
import type { Output } from './output.js';

export interface RunProgress {
  readonly onEvent: (event: RunEvent) => void;
  readonly stop: () => void;
}

/** Shows a run as it goes: what is running, images/s, loss, time left. As JSON lines on stdout for scripts. */
export function runProgress(output: Output, json: boolean): RunProgress {
  if (json) return { onEvent: (event) => output.print(jsonText(event)), stop: () => undefined };
  const line = liveLine(output);
  return {
    stop: line.stop,
    onEvent: (event) => {
      const text = describe(event);
      if (text === undefined) return;
      if (text.stays) line.keep(text.line);
      else line.update(text.line);
    },
  };
}

interface Line {
  readonly line: string;
  readonly stays: boolean;
}

const kept = (line: string): Line => ({ line, stays: true });
const live = (line: string): Line => ({ line, stays: false });

function describe(event: RunEvent): Line | undefined {
  switch (event.type) {
    case 'run-started':
      return kept(
        `${event.resumed ? `Going on with` : 'Run'} ${event.runDirectory}: ` +
          `${event.trainings} trainings, ${event.cells} cells in ${event.processes} processes` +
          (event.processesDone > 0 ? ` (${event.processesDone} done before)` : ''),
      );
    case 'training-started': {
      const { training } = event;
      return kept(
        `Training ${event.index}/${event.of} ${colors.bold(networkName(training.network))}: ` +
          `${grouped(training.source.steps)} steps of ${training.source.recipe.batchSize} images` +
          left(event.runSecondsLeft) +
          describeWarmup(training)
            .map((line) => `\n  ${line}`)
            .join(''),
      );
    }
    case 'training-progress':
      return live(
        `  ${bar(event.step / event.steps)} ${grouped(event.imagesSeen)} of ${grouped(event.images)} images` +
          `  ${grouped(Math.round(event.imagesPerSecond))} images/s` +
          `  loss ${event.loss.toFixed(3)}  top-1 ${percent(event.trainTop1)}` +
          (event.secondsLeft === null ? '' : `  ${duration(event.secondsLeft)} left`) +
          left(event.runSecondsLeft),
      );
    case 'training-finished':
      return kept(`  ${describeTraining(event.record)}`);
    case 'peak-started':
      return live(
        `Measuring what ${event.backend.name}:${event.backend.device} × ${event.threads} can do at most${left(event.runSecondsLeft)}`,
      );
    case 'peak-finished':
      return kept(describePeak(event.record));
    case 'round-started':
      return live(describeRound(event));
    case 'cell-phase':
      return live(
        `Measuring ${cellName(event.cell, event.batchSize)}, round ${event.round + 1}: ${event.phase}${left(event.runSecondsLeft)}`,
      );
    case 'cell-progress':
      return live(
        `Measuring ${cellName(event.cell)}: accuracy, ${grouped(event.images)} of ${grouped(event.of)} images`,
      );
    case 'cell-finished': {
      // What later rounds give goes into the intervals of the round.
      const { record } = event;
      const isNews = record.round === 0 || record.status === 'failed';
      return isNews ? kept(describeCell(record)) : live(describeCell(record));
    }
    case 'round-finished':
      return event.round === 0 ? undefined : kept(describeKnown(event));
    case 'notice':
      return kept(colors.yellow(event.message));
    case 'run-ended':
      return event.outcome.failed > 0
        ? kept(colors.red(`${event.outcome.failed} of the cells failed; the report says why.`))
        : undefined;
  }
}

function describeRound(event: Extract<RunEvent, { type: 'round-started' }>): string {
  const { cells, round, index, of, isCertain, runSecondsLeft } = event;
  const what = isCertain ? `${index}/${of}` : 'on, as something is open:';
  const [first] = cells;
  const who =
    first !== undefined && cells.length === 1 ? cellName(first) : `${cells.length} cells by turns`;
  return `Measuring ${what} ${who}, round ${round + 1}${left(runSecondsLeft)}`;
}

/** 'After round 5, batch 32: intervals of ± 1.2 % to ± 2.3 %, 1 orders open': how well the cells are known by now. */
function describeKnown({ round, cells }: Extract<RunEvent, { type: 'round-finished' }>): string {
  const [first] = cells;
  const widths = cells.flatMap(({ halfWidth }) => (isMeasured(halfWidth) ? [halfWidth.value] : []));
  const open = cells.reduce((sum, { undecided }) => sum + undecided.length, 0) / 2;
  const setting = first === undefined ? '' : `, batch ${first.cell.batchSize}`;
  const intervals =
    widths.length === 0
      ? 'no intervals yet'
      : `intervals of ± ${percent(Math.min(...widths), 'rough')} to ± ${percent(Math.max(...widths), 'rough')}`;
  const orders =
    cells.length < 2 ? '' : open === 0 ? ', every order decided' : `, ${open} orders open`;
  return colors.dim(`After round ${round + 1}${setting}: ${intervals}${orders}`);
}

function describeTraining(record: TrainingRecord): string {
  if (record.status === 'failed')
    return colors.red(`failed while ${record.failure.phase}: ${record.failure.message}`);
  const last = record.curve.at(-1);
  return (
    `${record.fromCache ? 'from the cache' : 'done'}: ${grouped(record.imagesSeen)} images in ` +
    `${duration(record.trainSeconds)}, ${grouped(Math.round(record.imagesPerSecond))} images/s` +
    (last === undefined ? '' : `, loss ${last.loss.toFixed(3)}`)
  );
}

function describePeak({ backend, threads, matrixProduct, convolution }: PeakRecord): string {
  const rate = ({ perSecond }: PeakRecord['convolution']) =>
    figure(perSecond, (flops) => `${(flops / 1e9).toPrecision(3)} GFLOP/s`);
  return (
    `At most on ${backend.name}:${backend.device} × ${threads}: ` +
    `${rate(matrixProduct)} in matrix products, ${rate(convolution)} in convolutions`
  );
}

function describeCell(record: CellRecord): string {
  const round = colors.dim(`round ${record.round + 1}`);
  if (record.status === 'failed')
    return `Measured ${cellName(record.cell)}, ${round}: ${colors.red(`failed in ${record.failure.phase}: ${record.failure.message}`)}`;
  const { correctness } = record;
  const top1 =
    correctness === undefined
      ? ''
      : 'notMeasured' in correctness.accuracy
        ? 'accuracy not measured, '
        : `top-1 ${figure(correctness.accuracy.top1, percent)}, `;
  return (
    `Measured ${cellName(record.cell, record.batchSizeRun)}, ${round}: ` +
    `${top1}median ${figure(record.latency.medianMs, (ms) => `${ms.toPrecision(3)} ms`)}, ` +
    `${figure(record.imagesPerSecond, (rate) => grouped(Number(rate.toPrecision(3))))} images/s` +
    (record.warnings.length === 0
      ? ''
      : colors.yellow(` [${record.warnings.map((warning) => warning.kind).join(', ')}]`))
  );
}

function cellName(cell: Cell, batchSize = cell.batchSize): string {
  const { network, backend, scenario, threads } = cell;
  return (
    `${colors.bold(networkName(network))} on ${backend.name}:${backend.device} × ${threads}, batch ${batchSize}` +
    (scenario === 'latency' ? '' : `, ${scenario}`)
  );
}

function figure(measured: Measured, format: (value: number) => string): string {
  if (isMeasured(measured)) return format(measured.value);
  return `not measured (${measured.notMeasured})`;
}

function left(seconds: number | null): string {
  return seconds === null ? '' : colors.dim(`  (run: about ${duration(seconds)} left)`);
}

function bar(share: number): string {
  const cells = 20;
  const full = Math.round(Math.min(1, share) * cells);
  return `${'█'.repeat(full)}${'░'.repeat(cells - full)}`;
}
