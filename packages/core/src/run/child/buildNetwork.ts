import { deployedForm, graphSha256 } from '@convbench/graph';
import { UserError } from '@convbench/spec';
import type { ArchitecturePlugin, Graph, ImageForm, Network, OpaqueModel } from '@convbench/spec';

/** Builds the network of a record, in the form in which it is deployed: without auxiliary heads. */
export function buildNetwork(architecture: ArchitecturePlugin, network: Network): Graph {
  const options = network.options as Parameters<ArchitecturePlugin['build']>[1];
  return deployedForm(architecture.build(network.id, options));
}

/** The network of a record where it is a file that is run as it stands; undefined where it is a graph. */
export function openOpaque(
  architecture: ArchitecturePlugin,
  network: Network,
): OpaqueModel | undefined {
  const options = network.options as Parameters<ArchitecturePlugin['build']>[1];
  return architecture.opaque?.(network.id, options);
}

/** Throws a `UserError` when the network is another than the one that was planned. */
export function checkGraph(graph: Graph, planned: string, architecture: ArchitecturePlugin): void {
  if (graphSha256(graph) === planned) return;
  throw new UserError(
    `arch-${architecture.name}`,
    'It built another graph in this process than when the run was planned.',
    '`build` must return the same graph for the same arguments: no clock, no random numbers, no environment.',
  );
}

/** The image form that a network of the matrix was built for. */
export function imageForm(network: Network): ImageForm {
  const { inputSize, channels } = network.options;
  if (typeof inputSize !== 'number' || typeof channels !== 'number')
    throw new Error(`The options of ${network.id} have no inputSize or channels.`);
  return { inputSize, channels };
}
