/** @file Small networks that together have every distinct training node of the zoo, each by itself. */
import { inferShapes } from '@convbench/graph';
import type { Constant, Graph, Node, Parameter, Shape, TrainingGraph } from '@convbench/spec';
import { fill } from './filler.js';
import { nodeKey } from './zooForms.js';
import { stepOf, zooCase, type ZooCase } from './zooStep.js';

const BATCH_SIZE = 6;
const CLASSES_EACH = 2;

/** The training step of a network of the zoo at the batch size of the operations. */
export const operationTraining = (graph: Graph): TrainingGraph => stepOf(graph, BATCH_SIZE);

/** A network of operations. */
export const operationCase = (graph: Graph): ZooCase =>
  zooCase(graph.name, operationTraining(graph), (images, shape) => fill(images, shape, 'input'));

interface Operation {
  readonly node: Node;
  /** Of every tensor that the node reads or makes. */
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly parameters: readonly Parameter[];
  readonly constants: readonly Constant[];
}

/** What the forward pass alone decides; its gradients follow. */
const operationKey = ({ node, shapes, parameters, constants }: Operation): string =>
  JSON.stringify([
    nodeKey(node as TrainingGraph['nodes'][number], shapes),
    parameters.map(({ role }) => role),
    constants.length,
  ]);

function operationsOf(graph: Graph): Operation[] {
  const shapes = Object.fromEntries(inferShapes(graph, BATCH_SIZE));
  const named = <Item extends { readonly name: string }>(items: readonly Item[], node: Node) =>
    node.inputs.flatMap((input) => items.find(({ name }) => name === input) ?? []);
  return graph.nodes.map((node) => ({
    node,
    shapes,
    parameters: named(graph.parameters, node),
    constants: named(graph.constants, node),
  }));
}

/** Sums of gradients, which arise where a tensor is read twice. */
function sumsOf(graph: Graph): Operation[] {
  const { nodes, shapes } = operationTraining(graph);
  return nodes
    .filter((each) => each.op === 'Add')
    .filter(({ outputs }) => (shapes[outputs[0]]?.length ?? 0) > 1)
    .map((each) => ({ node: each, shapes, parameters: [], constants: [] }));
}

/** Most elements of the tensors that enter the operations of one network, for one image. */
const MOST_ELEMENTS = 40_000;
const MOST_OPERATIONS = 40;

/** Networks of one operator each, so that a failure names it. */
export function operationNetworks(graphs: readonly Graph[]): Graph[] {
  const all = [...graphs.flatMap(operationsOf), ...graphs.flatMap(sumsOf)];
  const distinct = new Map(all.map((each) => [operationKey(each), each]));
  const operations = [...distinct.values()];
  const operators = [...new Set(operations.map(({ node }) => node.op))];
  return operators.flatMap((op) =>
    chunksOf(operations.filter(({ node }) => node.op === op)).map((chunk, i) =>
      networkOf(`${op} ${i + 1}`, chunk),
    ),
  );
}

function chunksOf(operations: readonly Operation[]): Operation[][] {
  const chunks: Operation[][] = [];
  let elements = Infinity;
  for (const operation of operations) {
    const size = entriesOf(operation).reduce((sum, { features }) => sum + features, 0);
    if (elements + size > MOST_ELEMENTS || chunks.at(-1)?.length === MOST_OPERATIONS) {
      chunks.push([]);
      elements = 0;
    }
    elements += size;
    chunks.at(-1)?.push(operation);
  }
  return chunks;
}

interface Entry {
  readonly name: string;
  readonly shape: Shape;
  /** Elements for one image. */
  readonly features: number;
}

/** The activations that an operation reads. */
function entriesOf({ node, shapes, parameters, constants }: Operation): Entry[] {
  const given = new Set([...parameters, ...constants].map(({ name }) => name));
  const names = [...new Set<string>(node.inputs)].filter((name) => !given.has(name));
  return names.map((name) => {
    const shape = shapes[name] ?? [];
    const features = shape.slice(1).reduce((product, size) => product * size, 1);
    return { name, shape, features };
  });
}

/**
 * Each operation has parts of the image of its own, multiplied by a parameter so that a gradient flows through its
 * inputs, and scores of its own, so that an error stays where it is. The pool over single pixels leaves its result as
 * convolutions do theirs, in whatever order an engine stores activations.
 */
function networkOf(name: string, operations: readonly Operation[]): Graph {
  const nodes: Node[] = [];
  const parameters: Parameter[] = [];
  const constants: Constant[] = [];
  const sizes: number[] = [];
  const parts: string[] = [];
  const scores: string[] = [];
  const behind: Node[] = [];
  for (const [index, operation] of operations.entries()) {
    const at = (tensor: string) => `${index}/${tensor}`;
    for (const { name: tensor, shape, features } of entriesOf(operation)) {
      const [part, shaped, factor] = ['part', 'shaped', 'factor'].map((of) =>
        at(`${tensor}/${of}`),
      );
      parts.push(part as string);
      sizes.push(features);
      behind.push(
        reshape(part as string, shaped as string, [0, ...shape.slice(1)]),
        node('Mul', [shaped as string, factor as string], at(tensor), {}),
      );
      parameters.push({ name: factor as string, shape: [1, ...shape.slice(1)], role: 'gamma' });
    }
    parameters.push(...operation.parameters.map((each) => ({ ...each, name: at(each.name) })));
    constants.push(...operation.constants.map((each) => ({ ...each, name: at(each.name) })));
    behind.push({
      ...operation.node,
      name: at(operation.node.name),
      inputs: operation.node.inputs.map(at),
      outputs: operation.node.outputs.map(at),
    } as unknown as Node);
    for (const output of operation.node.outputs) {
      const features = (operation.shapes[output] ?? []).slice(1).reduce((a, b) => a * b, 1);
      const [flat, head, score] = ['flat', 'head', 'score'].map((of) => at(`${output}/${of}`)) as [
        string,
        string,
        string,
      ];
      const shape = [CLASSES_EACH, features];
      constants.push({ name: head, shape, values: fill(head, shape, 'weight') });
      behind.push(
        reshape(at(output), flat, [0, features]),
        node('Gemm', [flat, head], score, { transA: false, transB: true, alpha: 1, beta: 1 }),
      );
      scores.push(score);
    }
  }
  const total = sizes.reduce((sum, size) => sum + size, 0);
  nodes.push(node('GlobalAveragePool', ['image'], 'pixels', {}));
  if (parts.length > 1)
    nodes.push({
      ...node('Split', ['pixels'], 'parts', { axis: 1, sizes }),
      outputs: parts,
    } as unknown as Node);
  else nodes.push(node('Identity', ['pixels'], parts[0] as string, {}));
  nodes.push(...behind);
  if (scores.length > 1) nodes.push(node('Concat', scores, 'logits', { axis: 1 }));
  else nodes.push(node('Identity', scores, 'logits', {}));
  return {
    name,
    input: { name: 'image', shape: ['N', total, 1, 1] },
    outputs: ['logits'],
    nodes,
    parameters,
    constants,
  };
}

const node = (op: Node['op'], inputs: readonly string[], output: string, attributes: object) =>
  ({ op, name: output, inputs, outputs: [output], attributes }) as unknown as Node;

const reshape = (input: string, output: string, shape: readonly number[]) =>
  node('Reshape', [input], output, { shape });
