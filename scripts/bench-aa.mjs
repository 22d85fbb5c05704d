/**
 * How often comparisons of cells err, on real processes: A/A, power, and under load.
 *
 *   npm run bench:aa -- [--json] [--minutes 7.5] [--rounds 40] [--comparisons 200] [--threads 2] [--arch nin]
 *                       [--input-size 32] [--batch 1] [--load 0] [--run <folder>] [--seed 1]
 *
 * One network is measured in `--rounds` rounds of fresh processes that take turns, as the cells of any group: twice as it
 * is, and with each call slowed down by 2, 3, 5 and 10 % (`support/slowedBackend.mjs`). After `--minutes` the rounds so far
 * have to do. Then `--comparisons` comparisons are made as a run makes them: of rounds drawn from these processes without
 * replacement, five at first and more while the order is open. Every figure is real, only which rounds meet is drawn; the
 * draws overlap: of 30 rounds the shares are known to a few points. Each comparison is made of two cells that are alone in
 * a run, and beside the other cells, which tell more of the noise.
 *
 *   aa     the cell against itself: share of "faster" or "slower", which should be at most 5 %
 *   power  the cell against a slowed one: share of "faster", which should be at least 70, 90 and 99 % where 2, 3 and 5 %
 *          are added; under load 95 % where 10 % are added
 *   rounds how many rounds the comparisons took, in the middle
 *   ratio  time of the slowed cell over that of the cell, over all rounds, and what it should be
 *   warned share of processes that were noticed to be disturbed; with --load at least 90 % should be
 *
 * With --load 2 two processes run beside all of it that are busy half of the time, in bursts. --run keeps the records in a folder; one that has records is not
 * measured again. --json prints one line per figure: {name, value, unit, peer, ratio}; peer is the target.
 */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { executeRun, loadPlugins, makePlan, parseConfig, readResults } from '@convbench/core';
import {
  cellRounds,
  compareInterleaved,
  isUndecided,
  looksOf,
  median,
} from '@convbench/statistics';
import { say, short } from './support/figures.mjs';
import { draw, randomNumbers } from './support/randomNumbers.mjs';
import { readArgs } from './support/readArgs.mjs';
import { slowDowns } from './support/slowedBackend.mjs';

const args = readArgs(import.meta.url, {
  json: false,
  minutes: 7.5,
  rounds: 40,
  comparisons: 200,
  threads: 2,
  arch: 'nin',
  'input-size': 32,
  load: 0,
  batch: 1,
  run: undefined,
  seed: 1,
});
const devices = Object.keys(slowDowns);
const base = 'as-it-is';
/** Shares of slow-downs that should be found. */
const wanted = { 'by-2-percent': 0.7, 'by-3-percent': 0.9, 'by-5-percent': 0.99 };
const wantedUnderLoad = { 'by-10-percent': 0.95 };
/** As a run has it where nothing else is said. */
const targetHalfWidth = 0.02;
const supportFile = (name) => fileURLToPath(new URL(`./support/${name}`, import.meta.url));

const directory = await mkdtemp(join(tmpdir(), 'convbench-aa-'));
const busy = Array.from({ length: args.load }, () => fork(supportFile('busy.mjs'), ['0.5']));
try {
  const runDirectory = args.run === undefined ? join(directory, 'run') : resolve(args.run);
  if (!existsSync(join(runDirectory, 'results.jsonl'))) await measure(runDirectory);
  const { cells } = await readResults(runDirectory);
  report(new Map(cells.map((results) => [results.cell.backend.device, results])));
} finally {
  for (const each of busy) each.kill();
  await rm(directory, { recursive: true, force: true });
}

async function measure(runDirectory) {
  process.env.CONVBENCH_CACHE = join(directory, 'cache');
  const plugins = await loadPlugins({ specifiers: [supportFile('slowedBackend.mjs')], directory });
  const config = parseConfig(
    {
      architectures: [args.arch],
      backends: devices.map((device) => ({ name: 'slowed', device, threads: args.threads })),
      datasets: [{ name: 'shapes', options: { trainImages: 64, testImages: 16 } }],
      inputSizes: [args['input-size']],
      batchSizes: [args.batch],
      weights: 'initial',
      measuring: { rounds: args.rounds, machinePeak: false, accuracyImages: 16 },
    },
    'bench-aa',
  );
  const plan = await makePlan({ config, directory }, plugins);
  let done = 0;
  await executeRun({
    plan,
    runDirectory,
    signal: AbortSignal.timeout(args.minutes * 60_000),
    onEvent: (event) => {
      if (event.type !== 'cell-finished' || args.json) return;
      done += 1;
      process.stderr.write(`\r${done} of up to ${devices.length * args.rounds} processes`);
    },
  });
  if (!args.json) process.stderr.write('\n');
}

function report(cells) {
  const all = devices.map((device) => cellRounds(cells.get(device)));
  const rounds = all[0].rounds
    .map((_, round) => round)
    .filter((round) => all.every((cell) => cell.rounds[round] !== undefined));
  const range = { least: 5, most: Math.min(30, rounds.length) };
  if (rounds.length < range.least)
    throw new Error(`${rounds.length} rounds of every cell are too few: give it more --minutes.`);
  figure('rounds', rounds.length, 'rounds of each cell');

  const random = randomNumbers(args.seed);
  const orders = Array.from({ length: args.comparisons }, () =>
    draw(rounds, rounds.length, random),
  );
  const comparisonsWith = (device, among) => {
    const pair = [base, device];
    const compared = among === undefined ? pair : [...pair, ...devices.filter(isNot(pair))];
    return orders.map((order) => compareAsARun(cells, compared, order, range));
  };
  for (const [suffix, among] of [
    ['', undefined],
    ['/beside-others', devices],
  ]) {
    for (const device of devices.slice(1)) {
      const part = slowDowns[device];
      const found = comparisonsWith(device, among);
      const taken = median(found.map(({ processes: [first] }) => first));
      if (part === 0) {
        const wrong = shareOf(found, ['faster', 'slower']);
        figure(`aa/false-verdicts${suffix}`, wrong, 'of the comparisons', 0.05);
        figure(`aa/rounds${suffix}`, taken, 'rounds');
        continue;
      }
      const target = (args.load > 0 ? wantedUnderLoad : wanted)[device];
      figure(`power/${device}${suffix}`, shareOf(found, ['faster']), 'of the comparisons', target);
      figure(`power/${device}/rounds${suffix}`, taken, 'rounds');
    }
  }
  for (const device of devices.slice(1)) {
    const { ratio } = compare(cells, [device, base], rounds);
    if (!('value' in ratio)) continue;
    const truth = 1 + slowDowns[device];
    const { low, high } = ratio.interval ?? {};
    const range =
      low === undefined ? {} : { ratioLow: short(low / truth), ratioHigh: short(high / truth) };
    figure(`ratio/${device}`, ratio.value, 'times', truth, range);
  }
  const records = [...cells.values()].flatMap((results) => results.rounds);
  const warned = records.filter(({ warnings }) =>
    warnings.some(({ kind }) => kind === 'contended' || kind === 'noisy'),
  );
  const share = warned.length / records.length;
  figure('warned', share, 'of the processes', args.load > 0 ? 0.9 : undefined);
}

/** The first of the cells against the second, in as many of these rounds as a run would take. */
function compareAsARun(cells, compared, order, range) {
  for (const look of looksOf(range)) {
    const found = compare(cells, compared, order.slice(0, look.rounds), range);
    if (look.rounds === range.most || !isUndecided(found, targetHalfWidth)) return found;
  }
}

/** The first of the cells against the second, in these rounds. */
function compare(cells, compared, chosen, range) {
  const parts = compared.map((device) => {
    const cell = cellRounds(cells.get(device));
    const pick = (byRound) => chosen.map((round) => byRound[round]);
    return { ...cell, rounds: pick(cell.rounds), turns: pick(cell.turns) };
  });
  return compareInterleaved(parts, { pairs: [[0, 1]], range }).comparisons[0];
}

function isNot(pair) {
  return (device) => !pair.includes(device);
}

function shareOf(comparisons, verdicts) {
  return (
    comparisons.filter(({ verdict }) => verdicts.includes(verdict)).length / comparisons.length
  );
}

function figure(name, value, unit, target, range = {}) {
  const peer = target === undefined ? {} : { peer: target, ratio: short(value / target) };
  const prefix = args.load > 0 ? 'load/' : '';
  say({ name: `${prefix}${name}`, value: short(value), unit, ...peer, ...range }, args);
}
