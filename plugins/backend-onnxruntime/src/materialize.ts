/** @file The file that onnxruntime loads. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeOnnx } from '@convbench/formats';
import type { ArtefactOptions, ArtefactSource, OnnxFile, WrittenArtefact } from '@convbench/spec';

/**
 * Writes a network as an ONNX file of one batch size, with the weights inside, which lets onnxruntime pack them once for
 * its blocked convolutions. Somebody's file is written as it stands.
 *
 * @throws UserError for a model that is larger than the 2 GB that the format allows.
 */
export async function materialize(
  source: ArtefactSource,
  options: Pick<ArtefactOptions, 'batchSize'>,
  folder: string,
): Promise<WrittenArtefact> {
  const { bytes, input, output } = source.kind === 'onnx' ? source.file : encode(source, options);
  const path = join(folder, 'model.onnx');
  await writeFile(path, bytes);
  const [batch = 1, ...image] = input.shape;
  return { path, input: { name: input.name, shape: [batch, ...image] }, output };
}

function encode(
  { graph, weights }: Extract<ArtefactSource, { kind: 'graph' }>,
  { batchSize }: Pick<ArtefactOptions, 'batchSize'>,
): OnnxFile {
  if (batchSize === undefined) throw new Error('A file of onnxruntime is for one batch size.');
  return {
    bytes: encodeOnnx(graph, weights, { batchSize }),
    input: {
      name: graph.input.name,
      shape: graph.input.shape.map((size) => (size === 'N' ? batchSize : size)),
    },
    output: graph.outputs[0],
  };
}
