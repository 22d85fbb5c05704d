import { describeNetwork, isModelPath } from '@convbench/core';
import type { NetworkDescription } from '@convbench/core';
import type { UncountedNode } from '@convbench/spec';
import colors from 'picocolors';
import type { Context } from '../commands/command.js';
import type { DescribeFlags } from '../commands/describe.js';
import { parseEntry } from '../matrix/parseEntry.js';
import { sizeOptions } from '../matrix/sizes.js';
import { loadFlaggedPlugins } from '../matrix/loadFlaggedPlugins.js';
import { drawFidelity } from '../terminal/drawFidelity.js';
import { bytes, grouped } from '../terminal/numbers.js';
import { printJson } from '../terminal/output.js';
import { drawTable } from '../terminal/table.js';

/** Shows the layers of a network and what they cost. */
export async function describe(
  text: string,
  flags: DescribeFlags,
  { output }: Context,
): Promise<void> {
  const { name, options } = parseEntry(text);
  const plugins = await loadFlaggedPlugins(flags, isModelPath(name) ? [name] : []);
  const description = describeNetwork(plugins, name, { ...options, ...sizeOptions(flags) });
  if (flags.json === true) printJson(output, description);
  else output.print(draw(description, flags.groups === true));
}

function draw(description: NetworkDescription, byGroup: boolean): string {
  const { network, variant, paper, static: cost } = description;
  const { inputSize, channels, classes, ...others } = network.options;
  const rest = Object.entries(others).map(([key, value]) => `${key} ${String(value)}`);
  const uncounted = cost.uncountedNodes ?? [];
  const bound = uncounted.length > 0 ? '≥ ' : '';
  return [
    `${colors.bold(variant.title)}  ${String(channels)} × ${String(inputSize)} × ${String(inputSize)}, ${String(classes)} classes, ${rest.join(', ')}`,
    `${paper.authors}: ${paper.title} (${paper.year}), ${paper.url}`,
    ...(variant.note === undefined ? [] : [variant.note]),
    '',
    byGroup ? drawGroups(description) : drawLayers(description),
    '',
    `Parameters   ${bound}${grouped(cost.trainableParameters)} trainable, ${grouped(cost.totalParameters)} with running statistics (${bytes(cost.weightBytes)})`,
    `MACs         ${bound}${grouped(cost.macs)} an image (${cost.countedOperators.join(', ')}; FLOPs are twice as many)`,
    `Activations  ${bound}${bytes(cost.activationPeakBytes)} at once, ${bytes(cost.activationSumBytes)} in all, an image in float32`,
    ...(description.trainingForm === undefined
      ? []
      : [
          `In training  ${grouped(description.trainingForm.trainableParameters)} trainable, ${grouped(description.trainingForm.macs)} MACs with auxiliary heads; above is the network as it is deployed`,
        ]),
    ...(uncounted.length > 0 ? [`Not counted  ${uncountedText(uncounted)}`] : []),
    `Depth        ${cost.depth} convolutions and linear layers on the longest path, ${cost.convolutions} convolutions in all`,
    ...(description.published.length === 0 ? [] : ['', drawFidelity(description.published)]),
  ].join('\n');
}

function drawLayers({ layers }: NetworkDescription): string {
  return drawTable(
    [
      { title: 'layer' },
      { title: 'operator' },
      { title: 'kernel' },
      { title: 'stride', align: 'right' },
      { title: 'pad', align: 'right' },
      { title: 'output' },
      { title: 'parameters', align: 'right' },
      { title: 'MACs', align: 'right' },
    ],
    layers.map((layer) => [
      layer.name,
      layer.op + (layer.groups !== null && layer.groups > 1 ? ` (${layer.groups} groups)` : ''),
      layer.kernel,
      layer.stride,
      layer.padding,
      shapeText(layer.outputShape),
      blankZero(layer.trainableParameters) + (layer.sharedParameters.length > 0 ? ' shared' : ''),
      layer.macs === null ? 'not counted' : blankZero(layer.macs),
    ]),
  );
}

function drawGroups({ groups }: NetworkDescription): string {
  return drawTable(
    [
      { title: 'block' },
      { title: 'layers', align: 'right' },
      { title: 'output' },
      { title: 'parameters', align: 'right' },
      { title: 'MACs', align: 'right' },
    ],
    groups.map((group) => [
      group.name,
      String(group.layers),
      shapeText(group.outputShape),
      blankZero(group.trainableParameters),
      blankZero(group.macs),
    ]),
  );
}

/** 'HardSwish (3), Conv of unknown shape (1)' */
function uncountedText(nodes: readonly UncountedNode[]): string {
  const counts = new Map<string, number>();
  for (const { op, reason } of nodes) {
    const name = `${op}${reasons[reason]}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${name} (${count})`).join(', ');
}

const reasons: Readonly<Record<UncountedNode['reason'], string>> = {
  'unknown-operator': '',
  'unsupported-form': ' in a form without a rule',
  'unknown-shape': ' of unknown shape',
};

function shapeText(shape: readonly number[] | null): string {
  return shape === null ? 'unknown' : shape.join(' × ');
}

function blankZero(count: number): string {
  return count === 0 ? '' : grouped(count);
}
