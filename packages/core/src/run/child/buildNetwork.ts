import { deployedForm, graphSha256 } from '@convbench/graph';
import { UserError } from '@convbench/spec';
import type { ArchitecturePlugin, Cell, Graph, Network, OpaqueModel } from '@convbench/spec';
import { variantNetwork } from '../../plan/plugins/variantNetwork.js';

/** Builds the network of a record, in the form in which it is deployed: without auxiliary heads. */
export function buildNetwork(architecture: ArchitecturePlugin, network: Network): Graph {
  return deployedForm(variantNetwork(architecture, network).build());
}

/** The network of a record where it is a file that is run as it stands; undefined where it is a graph. */
export function openOpaque(
  architecture: ArchitecturePlugin,
  network: Network,
): OpaqueModel | undefined {
  return variantNetwork(architecture, network).opaque();
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

/** Throws a `UserError` when the file of a model is another one than when the run was planned. */
export async function checkModelFile(
  architecture: ArchitecturePlugin,
  { network, pretrained }: Cell,
): Promise<void> {
  const own = await variantNetwork(architecture, network).pretrained();
  if (own !== undefined && own.sha256 === pretrained?.sha256) return;
  throw new UserError(
    'core',
    `The file of '${network.id}' is another one than when the run was planned.`,
    'Leave it alone while a run goes on, and start a new run.',
  );
}
