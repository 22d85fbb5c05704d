import type { ArchitecturePlugin, CheckpointNames, Graph, ParameterRole } from '@convbench/spec';
import { auxiliaryParameters } from './headParameters.js';

/** One way in which a file may call the parameters of a network. */
export interface Naming {
  /** 'convbench' for the network's own names. */
  readonly source: string;
  /** Names in the file, by name of the parameter; without those of auxiliary heads where the file has others. */
  readonly names: ReadonlyMap<string, string>;
  /** Absent for the network's own names. */
  readonly checkpoint?: CheckpointNames;
}

/** What PyTorch calls a layer's tensors. */
const torchTensors: Readonly<Record<ParameterRole, string>> = {
  weight: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  runningMean: 'running_mean',
  runningVariance: 'running_var',
};

const layerOf = (name: string) => name.slice(0, Math.max(name.lastIndexOf('.'), 0));

/** The network's own names, then those of published weights as far as the network has as many layers as they. */
export function namingsOf(
  graph: Graph,
  architecture: Pick<ArchitecturePlugin, 'checkpoints'>,
  variant: string,
): readonly Naming[] {
  const own = new Map(graph.parameters.map(({ name }) => [name, name]));
  const published = architecture.checkpoints?.(variant) ?? [];
  return [
    { source: 'convbench', names: own },
    ...published.flatMap((checkpoint): Naming[] => {
      const names = publishedNames(graph, checkpoint);
      return names === undefined ? [] : [{ source: checkpoint.source, names, checkpoint }];
    }),
  ];
}

/** Layers stand in the same order on both sides; undefined where there are more of them on one. */
function publishedNames(
  graph: Graph,
  { layers }: CheckpointNames,
): ReadonlyMap<string, string> | undefined {
  const auxiliary = auxiliaryParameters(graph);
  const parameters = graph.parameters.filter(({ name }) => !auxiliary.has(name));
  const own = [...new Set(parameters.map(({ name }) => layerOf(name)))];
  if (own.length !== layers.length) return undefined;
  const theirs = new Map(own.map((layer, index) => [layer, layers[index] as string]));
  return new Map(
    parameters.map(({ name, role }) => [
      name,
      `${theirs.get(layerOf(name)) ?? ''}.${torchTensors[role]}`,
    ]),
  );
}
