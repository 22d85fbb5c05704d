import { isGiven, isTraining } from '@convbench/core';
import type { GivenWeights, Plan, PlannedCell, PlannedTraining } from '@convbench/core';
import { roundRange } from '@convbench/spec';
import colors from 'picocolors';
import { describeWarmup } from './describeWarmup.js';
import { networkName } from './networkName.js';
import { bytes, duration, grouped, millions } from './numbers.js';
import { drawTable } from './table.js';

const count = (amount: number, one: string, more: string) =>
  `${amount} ${amount === 1 ? one : more}`;

/** A plan as a person reads it: trainings, cells, and about how long it takes. */
export function drawPlan(plan: Plan): string {
  return [
    ...drawTrainings(plan.weights.filter(isTraining)),
    ...drawGiven(plan.weights.filter(isGiven)),
    ...drawDatasetWarnings(plan.cells),
    '',
    colors.bold(`${plan.cells.length} cells`) + `, each in ${roundsText(plan)}`,
    drawTable(
      [
        { title: 'network' },
        { title: 'input', align: 'right' },
        { title: 'data set' },
        { title: 'backend' },
        { title: 'batch', align: 'right' },
        { title: 'parameters', align: 'right' },
        { title: 'MACs', align: 'right' },
        { title: 'weights', align: 'right' },
        { title: 'about', align: 'right' },
      ],
      plan.cells.map(cellRow),
    ),
    ...(plan.peaks.length > 0
      ? [
          '',
          `Before: what the machine can do at most, ${count(plan.peaks.length, 'time', 'times')}.`,
        ]
      : []),
    '',
    `About ${duration(plan.estimatedSeconds)} in all, estimated from ${plan.estimateBasis}.`,
  ].join('\n');
}

function roundsText({ config }: Plan): string {
  const { least, most } = roundRange(config.measuring);
  const processes = count(least, 'process', 'processes');
  return least === most ? processes : `${processes}, up to ${most} where something is open`;
}

function drawTrainings(trainings: readonly PlannedTraining[]): string[] {
  const cached = trainings.filter((training) => training.cache.state === 'done').length;
  const title =
    colors.bold(`${trainings.length} trainings`) +
    (cached > 0 ? ` (${cached} in the cache already)` : '');
  if (trainings.length === 0) return [title];
  return [
    title,
    drawTable(
      [
        { title: 'network' },
        { title: 'data set' },
        { title: 'trained by' },
        { title: 'images', align: 'right' },
        { title: 'batch', align: 'right' },
        { title: 'recipe' },
        { title: 'weights' },
        { title: 'about', align: 'right' },
      ],
      trainings.map(trainingRow),
    ),
    ...trainings.flatMap(drawTransfer),
    ...trainings.flatMap(describeWarmup),
  ];
}

/** What a training starts from, and what of it was found worth saying. */
function drawTransfer({ network, source }: PlannedTraining): string[] {
  if (source.kind !== 'transferred') return [];
  const { origin, names, sha256, takenParameters, freeze, frozenValues, notes } = source.transfer;
  const frozen =
    freeze === undefined ? '' : `; frozen: ${freeze} (${grouped(frozenValues)} values)`;
  const name = networkName(network);
  return [
    `${name}: starts from ${origin} (${takenParameters} tensors by the names of ${names}, SHA-256 ${sha256.slice(0, 12)}…)${frozen}`,
    ...notes.map((note) => `${name}: ${note}`),
  ];
}

/** What is odd about the files of data sets: images that were left out, say. */
function drawDatasetWarnings(cells: readonly PlannedCell[]): string[] {
  const lines = cells.flatMap(({ cell: { dataset } }) =>
    (dataset.warnings ?? []).map((warning) => `${dataset.title}: ${warning}`),
  );
  return [...new Set(lines)];
}

function drawGiven(given: readonly GivenWeights[]): string[] {
  if (given.length === 0) return [];
  return [
    '',
    colors.bold(`${given.length} networks with weights of their own`),
    drawTable(
      [
        { title: 'network' },
        { title: 'data set' },
        { title: 'weights from' },
        { title: 'SHA-256' },
        { title: 'about', align: 'right' },
      ],
      given.map(({ network, dataset, source, estimatedSeconds }) => [
        network.title,
        dataset.title,
        source.origin,
        `${source.sha256.slice(0, 12)}…`,
        duration(estimatedSeconds),
      ]),
    ),
    ...given.flatMap(({ network, source }) =>
      source.notes.map(({ message }) => `${network.title}: ${message}`),
    ),
  ];
}

function trainingRow({
  network,
  dataset,
  source,
  cache,
  estimatedSeconds,
}: PlannedTraining): string[] {
  const { recipe, backend, steps } = source;
  return [
    networkName(network),
    dataset.title,
    `${backend.name}:${backend.device}`,
    grouped(steps * recipe.batchSize),
    String(recipe.batchSize),
    `${recipe.optimizer.kind} ${recipe.learningRate}, ${recipe.schedule.kind}`,
    cache.state === 'done'
      ? 'cached'
      : cache.state === 'checkpoint'
        ? 'goes on from a checkpoint'
        : 'to be trained',
    duration(estimatedSeconds),
  ];
}

/** In the scenarios that vary it, what they begin and end with. */
function batchText({ scenario, batchSize }: PlannedCell['cell']): string {
  switch (scenario) {
    case 'latency':
      return String(batchSize);
    case 'throughput':
      return `best of 1 to ${batchSize}`;
    case 'server':
      return `${batchSize}, server`;
  }
}

function cellRow({ cell, static: cost, estimatedSeconds }: PlannedCell): string[] {
  return [
    networkName(cell.network),
    `${String(cell.network.options.inputSize)} px`,
    cell.dataset.title,
    `${cell.backend.name}:${cell.backend.device} × ${cell.threads}`,
    batchText(cell),
    millions(cost.trainableParameters),
    millions(cost.macs),
    bytes(cost.weightBytes),
    duration(estimatedSeconds),
  ];
}
