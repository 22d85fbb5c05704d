import type { Plan, PlannedCell, PlannedTraining } from '@convbench/core';
import { UserError } from '@convbench/spec';
import colors from 'picocolors';
import { networkName } from './networkName.js';
import { bytes, duration, grouped, millions } from './numbers.js';
import { drawTable } from './table.js';

/** A plan as a person reads it: trainings, cells, and about how long it takes. */
export function drawPlan(plan: Plan): string {
  const cached = plan.trainings.filter((training) => training.cache.state === 'done').length;
  return [
    colors.bold(`${plan.trainings.length} trainings`) +
      (cached > 0 ? ` (${cached} in the cache already)` : ''),
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
      plan.trainings.map(trainingRow),
    ),
    '',
    colors.bold(`${plan.cells.length} cells`),
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
    '',
    `About ${duration(plan.estimatedSeconds)} in all, estimated from ${plan.estimateBasis}.`,
  ].join('\n');
}

function trainingRow(training: PlannedTraining): string[] {
  const { recipe, cache } = training;
  return [
    networkName(training.network),
    training.dataset.title,
    `${training.backend.name}:${training.backend.device}`,
    grouped(training.steps * recipe.batchSize),
    String(recipe.batchSize),
    `${recipe.optimizer.kind} ${recipe.learningRate}, ${recipe.schedule.kind}`,
    cache.state === 'done'
      ? 'cached'
      : cache.state === 'checkpoint'
        ? 'goes on from a checkpoint'
        : 'to be trained',
    duration(training.estimatedSeconds),
  ];
}

function cellRow({ cell, static: cost, estimatedSeconds }: PlannedCell): string[] {
  return [
    networkName(cell.network),
    `${String(cell.network.options.inputSize)} px`,
    cell.dataset.title,
    `${cell.backend.name}:${cell.backend.device} × ${cell.threads}`,
    String(cell.batchSize),
    millions(cost.trainableParameters),
    millions(cost.macs),
    bytes(cost.weightBytes),
    duration(estimatedSeconds),
  ];
}

/** Throws a `UserError` with everything that keeps the plan from being run. */
export function refuseProblems(plan: Plan): void {
  const [first, ...others] = plan.problems;
  if (first === undefined) return;
  if (others.length === 0) throw new UserError(first.room, first.problem, first.remedy);
  throw new UserError(
    'core',
    `${plan.problems.length} things keep this run from starting:`,
    plan.problems
      .map(({ room, problem, remedy }) => `\n  - [${room}] ${problem} ${remedy}`)
      .join(''),
  );
}
