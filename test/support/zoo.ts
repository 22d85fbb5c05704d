/** @file The built-in networks at sizes that the float64 interpreter takes in seconds. */
import { fileURLToPath } from 'node:url';
import { loadPlugins } from '@convbench/core';
import type { ArchitecturePlugin, Graph, Parameter } from '@convbench/spec';
import { fill } from './filler.js';

export interface ZooNetwork {
  readonly plugin: ArchitecturePlugin;
  readonly id: string;
}

/** Every variant of every built-in architecture. */
export async function zooNetworks(): Promise<ZooNetwork[]> {
  const directory = fileURLToPath(new URL('.', import.meta.url));
  const { architectures } = await loadPlugins({ specifiers: [], directory });
  return architectures.flatMap(({ plugin }) => plugin.variants.map(({ id }) => ({ plugin, id })));
}

export const ZOO_CLASSES = 3;

/** Pixels. */
const SMALLEST_INPUT = 8;

/** With the small stem, three classes, narrow convolutions where the plugin has such, and the smallest input from 8 px. */
export function smallGraph(
  { plugin, id }: ZooNetwork,
  options: Readonly<Record<string, unknown>> = {},
): Graph {
  const narrow = plugin.name === 'vgg' ? { width: 0.125 } : {};
  const buildAt = (inputSize: number): Graph => {
    const all = { classes: ZOO_CLASSES, stem: 'small', inputSize, ...narrow, ...options };
    return plugin.build(id, plugin.options.parse(all));
  };
  try {
    return buildAt(SMALLEST_INPUT);
  } catch (error) {
    const smallest = /Set inputSize to (\d+)/.exec(String(error))?.[1];
    if (smallest === undefined) throw error;
    return buildAt(Number(smallest));
  }
}

/** A network as it is trained once: with its auxiliary heads it is another one. */
export interface ZooGraph {
  readonly name: string;
  readonly graph: Graph;
}

const WITH_HEADS = ['googlenet-v1', 'googlenet-torchvision', 'googlenet-v3'];

/** All networks of the zoo by their ids, and those with auxiliary heads once more with them. */
export async function zooGraphs(): Promise<ZooGraph[]> {
  return (await zooNetworks()).flatMap((network) => [
    { name: network.id, graph: smallGraph(network) },
    ...(WITH_HEADS.includes(network.id)
      ? [
          {
            name: `${network.id} with its auxiliary heads`,
            graph: smallGraph(network, { auxiliaryHeads: true }),
          },
        ]
      : []),
  ]);
}

/**
 * Weights at which float32 tells a right gradient from a wrong one. Behind a batch normalisation with beta 0 half of
 * the ReLUs are shut, and then rounding errors grow by a fifth per layer (Yang et al., A Mean Field Theory of Batch
 * Normalization, 2019): a million times in Inception V4. With most of them open they do not.
 */
export function wellConditionedWeights(
  parameters: readonly Parameter[],
): Map<string, Float32Array> {
  return new Map(
    parameters.map(({ name, shape, role }) => {
      switch (role) {
        case 'weight':
          return [name, fill(name, shape, 'weight')];
        case 'bias':
        case 'runningMean':
          return [name, fill(name, shape, 'mean')];
        case 'gamma':
          return [name, fill(name, shape, 'gamma').map((value) => value / 4)];
        case 'beta':
          return [name, fill(name, shape, 'gamma')];
        case 'runningVariance':
          return [name, fill(name, shape, 'var')];
      }
    }),
  );
}
