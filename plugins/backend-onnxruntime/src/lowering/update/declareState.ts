/** @file Makes every parameter, statistic and slot an input of the lowered step. */
import type { TrainingGraph } from '@convbench/spec';
import type { Layout, LoweringContext } from '../context.js';
import type { StateBuffer, StateMember } from './stateBuffers.js';
import { elements } from '../stepBuilder.js';
import {
  averagesByValue,
  parameterLayouts,
  updateGroups,
  type OwnUpdateNode,
} from './updateGroups.js';
import type { GroupBuffers } from './updates.js';

export interface DeclaredState {
  readonly groups: readonly GroupBuffers[];
  /** What no step changes, such as parameters that the loss does not depend on. */
  readonly unchanged: readonly StateBuffer[];
}

export function declareState(training: TrainingGraph, context: LoweringContext): DeclaredState {
  const layouts = parameterLayouts(training, context.options);
  const averages = averagesByValue(training);
  const groups = updateGroups(training).map((group): GroupBuffers => {
    const layout = layouts.get(group[0].inputs[0]) ?? 'logical';
    const buffersOf = (statesOfNode: (node: OwnUpdateNode) => readonly string[]) =>
      statesOfNode(group[0]).map((_, slot) =>
        declareBuffer(
          group.map((node) => statesOfNode(node)[slot] as string),
          layout,
          context,
        ),
      );
    return {
      group,
      buffers: buffersOf(statesOf),
      averages: buffersOf((node) =>
        node.outputs.flatMap((value) => averages.get(value)?.inputs[0] ?? []),
      ),
      average: averages.get(group[0].outputs[0]),
      layout,
    };
  });
  const grouped = new Set(
    groups.flatMap(({ buffers, averages: averaged }) =>
      [...buffers, ...averaged].flatMap(({ members }) => members.map(({ name }) => name)),
    ),
  );
  const unchanged = [...training.forward.parameters, ...training.slots]
    .filter(({ name }) => !grouped.has(name))
    .map(({ name }) => declareBuffer([name], layouts.get(name) ?? 'logical', context));
  return { groups, unchanged };
}

/** The states that an update changes, in the order of its outputs. */
function statesOf(node: OwnUpdateNode): readonly string[] {
  switch (node.op) {
    case 'SgdUpdate':
      return [node.inputs[0], node.inputs[2]];
    case 'AdamUpdate':
    case 'RmspropUpdate':
      return [node.inputs[0], node.inputs[2], node.inputs[3]];
    case 'RunningStatisticsUpdate':
      return [node.inputs[0], node.inputs[1]];
  }
}

function declareBuffer(
  names: readonly string[],
  layout: Layout,
  context: LoweringContext,
): StateBuffer {
  const { build } = context;
  const members = names.map((name): StateMember => ({
    name,
    shape: context.shapeOf(name),
    layout,
  }));
  const sizes = members.map(({ shape }) => elements(shape));
  const [only] = members;
  // Vectors are columns, which is how statistics and gradients of channels arise.
  const shape =
    members.length === 1 && only && only.shape.length > 1
      ? [only.shape[0] ?? 1, elements(only.shape.slice(1))]
      : [sizes.reduce((sum, size) => sum + size, 0), 1];
  const input = build.input({ name: `state/${names[0]}`, type: 'float32', shape });
  const parts = members.length === 1 ? [input] : build.split(input, sizes, 0);
  for (const [i, name] of names.entries()) context.store(name, parts[i] as string, layout);
  return { input, shape, members };
}
