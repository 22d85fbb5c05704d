import { readFile, stat } from 'node:fs/promises';
import type { readOnnxFile } from '@convbench/formats';
import { decodeSafetensors } from '@convbench/formats/safetensors';
import type { Transfer } from '@convbench/spec';
import { UserError, isUserError } from '@convbench/spec';
import { sha256 } from '../../base/hash.js';
import { requireRegularFile } from '../../base/regularFile.js';
import { isModelPath, modelId } from '../models/modelPath.js';
import { chooseStateDict } from './chooseStateDict.js';
import type { NamedTensor } from './namedTensor.js';

/** Weights by the names of a file. */
export interface WeightFile {
  /** What it is called in records: as it was written. */
  readonly origin: string;
  readonly format: Transfer['format'];
  readonly sha256: string;
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  /** What was chosen or left aside while it was read, a sentence each. */
  readonly notes: readonly string[];
}

/** First bytes: the length of a header below 4 GB, then a brace. */
const isSafetensors = (bytes: Uint8Array) =>
  bytes.length > 8 && bytes[8] === 0x7b && bytes.subarray(4, 8).every((byte) => byte === 0);
/** Zip, gzip and pickle, as PyTorch writes them. */
const isPytorch = (bytes: Uint8Array) =>
  [
    [0x50, 0x4b],
    [0x1f, 0x8b],
    [0x80, 0x02],
  ].some((start) => start.every((byte, index) => bytes[index] === byte));

/**
 * Reads weights from a safetensors, ONNX or PyTorch file, which its first bytes tell. Nothing of the file is executed.
 * Throws a `UserError` that names the file for whatever keeps it from being read.
 */
export async function readWeightFile(path: string, written: string): Promise<WeightFile> {
  const origin = modelId(written);
  let bytes: Uint8Array;
  try {
    requireRegularFile(await stat(path), `The file of weights ${JSON.stringify(origin)}`);
    bytes = await readFile(path);
  } catch (error) {
    if (isUserError(error)) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UserError(
      'core',
      `The weights ${JSON.stringify(origin)} cannot be read (${code}).`,
      'Check the path, which is relative to the config or the working directory, and the permissions.',
      { cause: error },
    );
  }
  const common = { origin, sha256: sha256(bytes) };
  try {
    if (isSafetensors(bytes)) {
      const { tensors } = decodeSafetensors(bytes);
      return { ...common, format: 'safetensors', tensors, notes: [] };
    }
    const { readOnnxFile, readPytorch } = await import('@convbench/formats');
    if (isPytorch(bytes)) {
      const { tensors, notes } = chooseStateDict(readPytorch(bytes));
      return { ...common, format: 'pytorch', tensors, notes };
    }
    if (isModelPath(path))
      return { ...common, format: 'onnx', ...readOnnxWeights(path, readOnnxFile) };
  } catch (error) {
    if (!isUserError(error)) throw error;
    throw new UserError(
      error.room,
      `The weights ${JSON.stringify(origin)} cannot be used: ${error.problem}`,
      error.remedy,
      { cause: error },
    );
  }
  throw new UserError(
    'core',
    `The weights ${JSON.stringify(origin)} are in no format that is known: neither safetensors nor ONNX nor PyTorch.`,
    'Give a .safetensors, .onnx or .pth file; convert others with the program that wrote them.',
  );
}

/** Shapes of the images do not matter to weights; a file that leaves them open is read as if they were of this size. */
const anyImage = [3, 224, 224];

function readOnnxWeights(
  path: string,
  readFile: typeof readOnnxFile,
): Pick<WeightFile, 'tensors' | 'notes'> {
  const read = (inputShape?: readonly number[]) => readFile(path, { inputShape });
  let decoded;
  try {
    decoded = read();
  } catch (error) {
    if (!isUserError(error) || !error.problem.includes('The input')) throw error;
    decoded = read(anyImage);
  }
  const { graph, weights } = decoded;
  const tensors = graph.parameters.map(({ name, shape }): [string, NamedTensor] => [
    name,
    { shape, data: weights.get(name) ?? new Float32Array() },
  ]);
  return { tensors: new Map(tensors), notes: [] };
}
