import { deployedForm, graphSha256 } from '@convbench/graph';
import { UserError } from '@convbench/spec/plain';
import type { ArchitecturePlugin, Graph, Network } from '@convbench/spec';
import { variantNetwork } from '../../plan/plugins/variantNetwork.js';

/** Builds the network of a record, in the form in which it is deployed: without auxiliary heads. */
export function buildNetwork(architecture: ArchitecturePlugin, network: Network): Graph {
  return deployedForm(variantNetwork(architecture, network).build());
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
