/**
 * How often comparisons of cells err, on real processes: A/A, power, and under load.
 *
 *   npm run bench:aa -- [--json] [--minutes 7.5] [--rounds 40] [--comparisons 200] [--take 3] [--threads 1]
 *                       [--arch nin] [--input-size 32] [--load] [--run <folder>] [--seed 1]
 *
 * One network is measured in `--rounds` rounds of fresh processes, as any cell of a run: twice as it is, and with each
 * call slowed down by 3, 5 and 10 % (`support/slowedBackend.mjs`). After `--minutes` the rounds so far have to do. Then
 * `--comparisons` comparisons are made of `--take` rounds each, drawn from these processes without replacement: every
 * figure is real, only which rounds meet is simulated. Each comparison is made twice, of two cells that are alone in a
 * run, and beside the other three cells, which tell more of the noise. The draws overlap: of 30 rounds the shares are
 * known to a few points.
 *
 *   aa     the cell against itself: share of "faster" or "slower", which should be at most 5 %
 *   power  the cell against a slowed one: share of "faster", which should be at least 90 % where 5 % are added
 *   ratio  time of the slowed cell over that of the cell, over all rounds, and what it should be
 *   warned share of processes with a warning (contended or noisy); with --load at least 90 % should have one
 *
 * With --load a busy process runs beside all of it. --run keeps the records in a folder; one that has records is not
 * measured again. --json prints one line per figure: {name, value, unit, peer, ratio}; peer is the target.
 */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { executeRun, loadPlugins, makePlan, parseConfig, readResults } from '@convbench/core';
import { cellRounds, compareInterleaved } from '@convbench/statistics';
import { say, short } from './support/figures.mjs';
import { draw, randomNumbers } from './support/randomNumbers.mjs';
import { readArgs } from './support/readArgs.mjs';
import { slowDowns } from './support/slowedBackend.mjs';

const args = readArgs(import.meta.url, {
  json: false,
  minutes: 7.5,
  rounds: 40,
  comparisons: 200,
  take: 3,
  threads: 1,
  arch: 'nin',
  'input-size': 32,
  load: false,
  run: undefined,
  seed: 1,
});
const devices = Object.keys(slowDowns);
const base = 'as-it-is';
const supportFile = (name) => fileURLToPath(new URL(`./support/${name}`, import.meta.url));

const directory = await mkdtemp(join(tmpdir(), 'convbench-aa-'));
const busy = args.load ? fork(supportFile('busy.mjs')) : undefined;
try {
  const runDirectory = args.run === undefined ? join(directory, 'run') : resolve(args.run);
  if (!existsSync(join(runDirectory, 'results.jsonl'))) await measure(runDirectory);
  const { cells } = await readResults(runDirectory);
  report(new Map(cells.map((results) => [results.cell.backend.device, results])));
} finally {
  busy?.kill();
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
      batchSizes: [1],
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
  if (rounds.length < args.take)
    throw new Error(`${rounds.length} rounds of every cell are too few: give it more --minutes.`);
  figure('rounds', rounds.length, 'rounds of each cell');

  const random = randomNumbers(args.seed);
  const drawn = Array.from({ length: args.comparisons }, () => draw(rounds, args.take, random));
  const verdicts = (device, among) => {
    const pair = [base, device];
    const compared = among === undefined ? pair : [...pair, ...devices.filter(isNot(pair))];
    return drawn.map((chosen) => compare(cells, compared, chosen).verdict);
  };
  for (const [suffix, among] of [
    ['', undefined],
    ['/beside-others', devices],
  ]) {
    for (const device of devices.slice(1)) {
      const part = slowDowns[device];
      const found = verdicts(device, among);
      if (part === 0) {
        const wrong = shareOf(found, ['faster', 'slower']);
        figure(`aa/false-verdicts${suffix}`, wrong, 'of the comparisons', 0.05);
        continue;
      }
      const target = part >= 0.05 && !args.load ? 0.9 : undefined;
      const detected = shareOf(found, ['faster']);
      figure(`power/${device}${suffix}`, detected, 'of the comparisons', target);
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
  figure('warned', share, 'of the processes', args.load ? 0.9 : undefined);
}

/** The first of the cells against the second, in these rounds. */
function compare(cells, compared, chosen) {
  const parts = compared.map((device) => {
    const { id, rounds } = cellRounds(cells.get(device));
    return { id, rounds: chosen.map((round) => rounds[round]) };
  });
  return compareInterleaved(parts, { pairs: [[0, 1]] }).comparisons[0];
}

function isNot(pair) {
  return (device) => !pair.includes(device);
}

function shareOf(verdicts, wanted) {
  return verdicts.filter((verdict) => wanted.includes(verdict)).length / verdicts.length;
}

function figure(name, value, unit, target, range = {}) {
  const peer = target === undefined ? {} : { peer: target, ratio: short(value / target) };
  const prefix = args.load ? 'load/' : '';
  say({ name: `${prefix}${name}`, value: short(value), unit, ...peer, ...range }, args);
}
