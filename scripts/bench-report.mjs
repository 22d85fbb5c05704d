// Renders a run of ten thousand cells, made up of one that was published: `npm run bench:report`.
// Time and size of the page are held against what a reader can bear.
import { readResults } from '../packages/core/dist/index.js';
import { renderCsv, renderHtml } from '../packages/report/dist/index.js';

const [cellsWanted = 10_000, samples = 100, rounds = 3] = process.argv.slice(2).map(Number);
const LIMIT = { seconds: 5, bytes: 3e6 };
const PER_SETTING = 40;

const source = await readResults(new URL('../reports/quickstart/', import.meta.url).pathname);
const patterns = source.cells.filter(({ rounds: [first] }) => first?.status === 'measured');

/** Another network, batch and figures for each cell, the same at every call. */
function cellAt(index) {
  const {
    cell,
    rounds: [record],
  } = patterns[index % patterns.length];
  const network = index % PER_SETTING;
  const setting = Math.floor(index / PER_SETTING);
  const factor = 1 + network / 7 + setting / 50;
  const changed = {
    ...cell,
    id: `cell-${index}`,
    network: {
      ...cell.network,
      id: `net-${network}`,
      title: `Network ${network}`,
      options: { inputSize: 32 },
    },
    backend: { ...cell.backend, device: `device ${setting % 10}` },
    batchSize: 2 ** (Math.floor(setting / 10) % 9),
    threads: 1 + Math.floor(setting / 90),
    trainingKey: `training-${network}`,
  };
  const one = (round) => ({
    ...record,
    cell: changed,
    round,
    latency: {
      ...record.latency,
      count: samples,
      medianMs: { value: factor * (1 + round / 100) },
      samplesMs: Array.from(
        { length: samples },
        (_, at) => factor * (1 + ((at * 7919) % 101) / 1000),
      ),
    },
  });
  return { cell: changed, rounds: Array.from({ length: rounds }, (_, round) => one(round)) };
}

const cells = Array.from({ length: cellsWanted }, (_, index) => cellAt(index));
const results = {
  run: { ...source.run, cells: cells.map(({ cell }) => cell) },
  trainings: [],
  peaks: [],
  cells,
};

const cpu = process.cpuUsage();
const started = performance.now();
const page = renderHtml(results);
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
const bytes = Buffer.byteLength(page);
console.log(`${cellsWanted} cells, ${rounds} rounds of ${samples} samples each`);
console.log(
  `HTML: ${seconds.toFixed(2)} s, ${((user + system) / 1e6).toFixed(2)} s of processor time (limit ${LIMIT.seconds}), ${(bytes / 1e6).toFixed(2)} MB (limit ${LIMIT.bytes / 1e6})`,
);
if (process.env.CONVBENCH_BENCH_CSV !== undefined) {
  const began = performance.now();
  const csv = renderCsv(results);
  console.log(
    `CSV, with the intervals of all percentiles: ${((performance.now() - began) / 1000).toFixed(1)} s, ${(csv.length / 1e6).toFixed(2)} MB`,
  );
}
if (process.env.CONVBENCH_BENCH_PAGE !== undefined) {
  const { writeFileSync } = await import('node:fs');
  writeFileSync(process.env.CONVBENCH_BENCH_PAGE, page);
}
process.exitCode = seconds < LIMIT.seconds && bytes < LIMIT.bytes ? 0 : 1;
