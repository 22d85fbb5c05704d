/** @file A network as two files, for engines that have no format of their own. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withoutDeadNodes } from '@convbench/graph';
import type { Graph, Weights, WrittenArtefact } from '@convbench/spec';
import { decodeSafetensors, encodeSafetensors } from '../safetensors/safetensors.js';

const GRAPH = 'graph.json';
/** Values of parameters and constants by name; what the graph says of them is in the other file. */
const WEIGHTS = 'weights.safetensors';

/**
 * Writes the part of a network that its logits need: what `materialize` of a backend may return. The files take any batch.
 *
 * @throws Error where a parameter has no values.
 */
export async function writeNetworkFiles(
  network: Graph,
  weights: Weights,
  folder: string,
): Promise<WrittenArtefact> {
  const graph = withoutDeadNodes({ ...network, outputs: [network.outputs[0]] });
  const valuesOf = (name: string): Float32Array => {
    const values = weights.get(name);
    if (values === undefined) throw new Error(`There are no weights for '${name}'.`);
    return values;
  };
  const tensors = new Map(
    [
      ...graph.parameters.map(({ name, shape }) => ({ name, shape, data: valuesOf(name) })),
      ...graph.constants.map(({ name, shape, values }) => ({ name, shape, data: values })),
    ].map(({ name, ...tensor }) => [name, tensor]),
  );
  const constants = graph.constants.map(({ name, shape }) => ({ name, shape }));
  await writeFile(join(folder, GRAPH), JSON.stringify({ ...graph, constants }));
  await writeFile(join(folder, WEIGHTS), encodeSafetensors(tensors));
  const [batch = 'N', ...image] = graph.input.shape;
  return {
    path: folder,
    input: { name: graph.input.name, shape: [batch, ...image.map(Number)] },
    output: graph.outputs[0],
  };
}

/** What `writeNetworkFiles` wrote. */
export async function readNetworkFiles(
  folder: string,
): Promise<{ readonly graph: Graph; readonly weights: Weights }> {
  const stored = JSON.parse(await readFile(join(folder, GRAPH), 'utf8')) as Graph;
  const { tensors } = decodeSafetensors(await readFile(join(folder, WEIGHTS)));
  const valuesOf = (name: string): Float32Array => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new Error(`${folder} has no values of '${name}'.`);
    return tensor.data;
  };
  return {
    graph: {
      ...stored,
      constants: stored.constants.map((each) => ({ ...each, values: valuesOf(each.name) })),
    },
    weights: new Map(stored.parameters.map(({ name }) => [name, valuesOf(name)])),
  };
}
