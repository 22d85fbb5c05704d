/**
 * Renders a large run, made up of one that was published. Time and size of the page are held against what a reader can
 * bear: 5 s and 3 MB, otherwise the exit code is 1.
 *
 *   npm run bench:report -- [--json] [--cells 10000] [--samples 100] [--rounds 3] [--csv] [--page FILE]
 *
 * --csv also renders the CSV, with the intervals of all percentiles, which takes minutes; --page keeps the page.
 * --json prints {name, value, unit, peer, ratio} per figure; the peer is the limit.
 */
import { writeFileSync } from 'node:fs';
import { readResults } from '../packages/core/dist/index.js';
import { renderCsv, renderHtml } from '../packages/report/dist/index.js';
import { say, short } from './support/figures.mjs';
import { readArgs } from './support/readArgs.mjs';

const args = readArgs(import.meta.url, {
  json: false,
  cells: 10_000,
  samples: 100,
  rounds: 3,
  csv: false,
  page: '',
});
const { cells: cellsWanted, samples, rounds } = args;
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
    weightsKey: `training-${network}`,
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
const options = { json: args.json, peerName: 'limit' };
const against = (name, value, unit, limit) => {
  say({ name, value: short(value), unit, peer: limit, ratio: short(value / limit) }, options);
};
against(`html/${cellsWanted} cells`, seconds, 's', LIMIT.seconds);
against(`html/${cellsWanted} cells/size`, bytes / 1e6, 'MB', LIMIT.bytes / 1e6);
const processor = (user + system) / 1e6;
say({ name: `html/${cellsWanted} cells/processor`, value: short(processor), unit: 's' }, options);
if (args.csv) {
  const began = performance.now();
  const csv = renderCsv(results);
  const took = (performance.now() - began) / 1000;
  say({ name: `csv/${cellsWanted} cells`, value: short(took), unit: 's' }, options);
  const size = csv.length / 1e6;
  say({ name: `csv/${cellsWanted} cells/size`, value: short(size), unit: 'MB' }, options);
}
if (args.page !== '') writeFileSync(args.page, page);
process.exitCode = seconds < LIMIT.seconds && bytes < LIMIT.bytes ? 0 : 1;
