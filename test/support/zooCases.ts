/** @file Everything of the zoo whose training step is held against the interpreter. */
import { staticCost } from '@convbench/graph';
import { zooGraphs } from './zoo.js';
import { coveringNetworks, nodeKey } from './zooForms.js';
import { operationCase, operationNetworks, operationTraining } from './zooOperations.js';
import { networkCase, type ZooCase } from './zooStep.js';

export interface ZooCases {
  /** Whole networks. */
  readonly networks: readonly ZooCase[];
  /** Those among them that together have a node of every form. */
  readonly covering: readonly ZooCase[];
  /** Those among the covering ones that TensorFlow computes in seconds. */
  readonly shallow: readonly ZooCase[];
  /** Every distinct node by itself. */
  readonly operations: readonly ZooCase[];
  /** Distinct nodes of the zoo at the batch size of the operations. */
  readonly nodes: ReadonlySet<string>;
}

/** Layers. */
const DEEP = 100;

export async function zooCases(): Promise<ZooCases> {
  const zoo = await zooGraphs();
  const graphs = zoo.map(({ graph }) => graph);
  const networks = zoo.map(networkCase);
  const chosen = coveringNetworks(networks);
  const covering = networks.filter(({ name }) => chosen.has(name));
  return {
    networks,
    covering,
    shallow: covering.filter(({ training }) => staticCost(training.forward).depth <= DEEP),
    operations: operationNetworks(graphs).map(operationCase),
    nodes: nodesOf(graphs.map(operationTraining)),
  };
}

/** The distinct nodes of training graphs. */
export const nodesOf = (trainings: readonly ZooCase['training'][]): Set<string> =>
  new Set(trainings.flatMap(({ nodes, shapes }) => nodes.map((node) => nodeKey(node, shapes))));
