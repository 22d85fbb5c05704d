/** @file A training graph as one TensorFlow graph: a run is a step, and the state lives in its variables. */
import type { Shape, TrainingGraph, TrainingNode, UpdateNode } from '@convbench/spec';
import { GraphDefBuilder } from '../graph/graphDef.js';
import { FLOAT } from '../graph/graphKernels.js';
import {
  FILTER,
  identityOrder,
  permutationBetween,
  storedShape,
  type AxisOrder,
} from '../layout/axisOrder.js';
import { lowerTrainingNode } from './operators.js';
import { TrainingContext, type StepScalar } from './trainingContext.js';
import { lowerUpdate, type UpdateScope } from './updates.js';

export interface StateVariable {
  /** Name of the parameter, statistic or slot in the training graph. */
  readonly name: string;
  readonly shape: Shape;
  /** Placeholder of a first value, in the training graph's layout. */
  readonly input: string;
  /** The value, in the training graph's layout. */
  readonly output: string;
}

export interface LoweredStep {
  readonly build: GraphDefBuilder;
  /** Placeholder, float [N, C, H, W]. */
  readonly images: string;
  /** Placeholder, int32 [N]. */
  readonly labels: string;
  /** The same, where images are mixed. */
  readonly otherLabels: string | undefined;
  readonly masks: readonly {
    readonly name: string;
    readonly input: string;
    readonly shape: Shape;
  }[];
  readonly scalars: readonly StepScalar[];
  readonly variables: readonly StateVariable[];
  /** Fetching it gives every variable the value of its placeholder. */
  readonly initialize: string;
  /** Scalars; fetching the loss makes the step. */
  readonly loss: string;
  readonly correct: string;
}

/** @throws UserError for operators that TensorFlow cannot train. */
export function lowerTrainingGraph(training: TrainingGraph): LoweredStep {
  const build = new GraphDefBuilder();
  const labels = build.placeholder('labels', 'int32', [training.batchSize]);
  const otherLabels =
    training.mix && build.placeholder('otherLabels', 'int32', [training.batchSize]);
  const context = new TrainingContext(training, labels, otherLabels, build);
  const images = build.placeholder('images', 'float', context.shapeOf(training.images));
  context.store(training.images, images);
  const masks = training.dropoutMasks.map(({ name, shape }) => {
    const input = build.placeholder(`mask/${name}`, 'float', shape);
    context.store(name, input);
    return { name, input, shape };
  });
  for (const { name, shape, values } of training.forward.constants)
    context.store(name, build.floats(values, shape, name));

  const states = declareStates(training, context);
  const variableOf = (name: string): string => {
    const state = states.find((each) => each.name === name);
    if (state === undefined) throw new Error(`'${name}' is no state of the training.`);
    return state.variable;
  };
  for (const node of training.nodes) if (!isUpdate(node)) lowerTrainingNode(node, context);
  const scope: UpdateScope = { context, variableOf, newValues: new Map() };
  const updates = training.nodes.filter(isUpdate).flatMap((node) => lowerUpdate(node, scope));

  const result = (name: string, after: readonly string[]): string =>
    build.operation('Identity', [context.logical(name)], { T: FLOAT }, { name: 'result', after });
  const correct = result(training.correct, []);
  // The binding fetches tensors only, so the updates hang on the loss.
  const loss = result(training.loss, updates);
  const assignments = states.map(({ assignment }) => assignment);
  const initialize = build.operation(
    'Identity',
    [build.scalar(0)],
    { T: FLOAT },
    { name: 'initialize', after: assignments },
  );
  const scalars = [...context.scalars.values()];
  const variables = states.map(({ name, shape, input, output }) => ({
    name,
    shape,
    input,
    output,
  }));
  return {
    build,
    images,
    labels,
    otherLabels,
    masks,
    scalars,
    variables,
    initialize,
    loss,
    correct,
  };
}

interface DeclaredState extends StateVariable {
  readonly variable: string;
  readonly assignment: string;
}

function declareStates(training: TrainingGraph, context: TrainingContext): DeclaredState[] {
  const filters = new Set<string | undefined>(
    training.forward.nodes.filter(({ op }) => op === 'Conv').map(({ inputs }) => inputs[1]),
  );
  const orderOf = (parameter: string, shape: Shape): AxisOrder =>
    filters.has(parameter) && shape.length === FILTER.length ? FILTER : identityOrder(shape.length);
  return [
    ...training.forward.parameters.map(({ name, shape }) =>
      declareState(name, shape, orderOf(name, shape), context),
    ),
    ...training.slots.map(({ name, shape, parameter }) =>
      declareState(name, shape, orderOf(parameter, shape), context),
    ),
  ];
}

/** A variable in the order in which the step uses it, with a way in and a way out in logical order. */
function declareState(
  name: string,
  shape: Shape,
  order: AxisOrder,
  context: TrainingContext,
): DeclaredState {
  const { build, kernels } = context;
  const logical = identityOrder(shape.length);
  const isStored = order.join() === logical.join();
  const variable = build.operation(
    'VarHandleOp',
    [],
    {
      dtype: FLOAT,
      shape: { shape: storedShape(shape, order) },
      // Variables without one would all be the same.
      shared_name: { text: name },
      container: { text: '' },
    },
    { name },
  );
  const input = build.placeholder(`${name}/initial`, 'float', shape);
  const initial = isStored ? input : kernels.transpose(input, permutationBetween(logical, order));
  const assignment = build.operation('AssignVariableOp', [variable, initial], { dtype: FLOAT });
  const read = (): string => build.operation('ReadVariableOp', [variable], { dtype: FLOAT });
  context.store(name, read(), order);
  const exported = read();
  const output = build.operation(
    'Identity',
    [isStored ? exported : kernels.transpose(exported, permutationBetween(order, logical))],
    { T: FLOAT },
    { name: `${name}/value` },
  );
  return { name, shape, input, output, variable, assignment };
}

const UPDATES: ReadonlySet<string> = new Set<UpdateNode['op']>([
  'SgdUpdate',
  'AdamUpdate',
  'RmspropUpdate',
  'RunningStatisticsUpdate',
  'AverageUpdate',
]);

function isUpdate(node: TrainingNode): node is UpdateNode {
  return UPDATES.has(node.op);
}
