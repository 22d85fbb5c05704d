/** @file The files that the engines load. */
import { writeNetworkFiles } from '@convbench/formats';
import type { ArtefactOptions, ArtefactSource, WrittenArtefact } from '@convbench/spec';
import { engineOf } from './engines.js';
import { lowerInference } from './graph/lowerInference.js';
import { writeSavedModel } from './graph/loadedGraph.js';

/**
 * Writes a SavedModel of one batch size for engines that run a graph as a whole, and the graph with its weights for those
 * that run one operator after another.
 *
 * @throws UserError when the disk is full, or an operator has no form here.
 */
export async function materialize(
  source: ArtefactSource,
  { device, batchSize }: Pick<ArtefactOptions, 'device' | 'batchSize'>,
  folder: string,
): Promise<WrittenArtefact> {
  if (source.kind !== 'graph') throw new Error('TensorFlow.js loads no ONNX files.');
  const { graph, weights } = source;
  if (engineOf(device).execution === 'eager') return writeNetworkFiles(graph, weights, folder);
  if (batchSize === undefined) throw new Error('A SavedModel is for one batch size.');
  const { build, images, logits, imageShape } = lowerInference(graph, weights, batchSize);
  writeSavedModel(build.savedModel(), folder);
  const [, ...image] = imageShape;
  return {
    path: folder,
    input: { name: images, shape: [batchSize, ...image] },
    output: logits,
    asWritten: { graphNodes: build.nodeCount },
  };
}
