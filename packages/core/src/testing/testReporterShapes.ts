import type { CellRecord, CellResults, RunResults } from '@convbench/spec';
import { exampleResults } from './testReporterResults.js';

/** What would run, end an element, break an attribute or a table, if it were not escaped. */
export const hostileText = `"'><script>alert(1)</script><img src=x onerror=alert(2)> | & ]]> =1+1`;

/** What a spreadsheet would take for a formula. */
export const formula = '=HYPERLINK("http://example.org","x")';

const isMeasured = ({ rounds }: CellResults) => rounds.some(({ status }) => status === 'measured');

const none = { notMeasured: 'an example of a reason' };

function withoutFigures(record: CellRecord): CellRecord {
  if (record.status !== 'measured') return record;
  return {
    ...record,
    imagesPerSecond: none,
    latency: { ...record.latency, medianMs: none, percentiles: [] },
    memory: {
      peakRssBytes: none,
      runtimeRssBytes: none,
      rssAboveRuntimeBytes: none,
      phases: [],
      curve: [],
      gpuProcessBytes: none,
      gpuDeviceBytes: none,
    },
    correctness: { accuracy: none, parity: none, predictions: none },
    warnings: [],
  };
}

const mapRounds = (
  results: RunResults,
  change: (record: CellRecord) => CellRecord,
): RunResults => ({
  ...results,
  cells: results.cells.map(({ cell, rounds }) => ({ cell, rounds: rounds.map(change) })),
});

/** Results of every shape that a run can leave behind, by name. */
export function resultShapes(): Readonly<Record<string, RunResults>> {
  const whole = exampleResults();
  const [first] = whole.cells.filter(isMeasured);
  return {
    'a whole run': whole,
    'a run that has just begun': { ...whole, trainings: [], peaks: [], cells: [] },
    'nothing but failures': {
      ...whole,
      trainings: whole.trainings.filter(({ status }) => status === 'failed'),
      cells: whole.cells.filter((cell) => !isMeasured(cell)),
    },
    'a single cell': {
      run: { ...whole.run, cells: whole.run.cells.slice(0, 1) },
      trainings: [],
      peaks: [],
      cells: first === undefined ? [] : [first],
    },
    'a round that failed among others': mapRounds(whole, (record) =>
      record.round === 1
        ? {
            type: 'cell',
            recordVersion: record.recordVersion,
            cell: record.cell,
            round: record.round,
            startedAt: record.startedAt,
            durationSeconds: 1,
            status: 'failed',
            failure: { kind: 'threw', message: 'It did not work this time.', phase: 'load' },
            warnings: [],
          }
        : record,
    ),
    'cells of which hardly anything was measured': mapRounds(whole, withoutFigures),
  };
}

const freeText = new Set(['title', 'message', 'remedy', 'standardError', 'source', 'cpuModel']);

function poison(value: unknown, text: string, key = ''): unknown {
  if (typeof value === 'string') return freeText.has(key) ? text : value;
  if (Array.isArray(value))
    return value.map((each) => poison(each, text, key === 'classes' ? 'title' : ''));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, poison(part, text, name)]),
  );
}

/** The whole run with the text wherever a plugin or user may write what they like. */
export function poisonedResults(text: string): RunResults {
  return poison(exampleResults(), text) as RunResults;
}
