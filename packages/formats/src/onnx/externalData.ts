/** @file Weights that lie in files beside the model. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { isAbsolute, join, normalize, win32 } from 'node:path';
import { UserError } from '@convbench/spec/plain';
import { TensorProto_DataLocation as DataLocation } from './onnx_pb.js';
import type { TensorProto } from './onnx_pb.js';

/** Bytes of a file beside the model; without a length all from `offset` to the end. */
export type ExternalDataReader = (
  location: string,
  offset: number,
  length: number | undefined,
) => Uint8Array;

/**
 * Reads from the first of `directories` that has the file. Several, because a model behind a symbolic link may have
 * its weights beside the link (as in content-addressed caches) or beside the file that it points to.
 */
export function externalDataReader(directories: readonly string[]): ExternalDataReader {
  return (location, offset, length) => {
    const paths = directories.map((directory) => join(directory, location));
    const path = paths.find(
      (candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile() ?? false,
    );
    if (path === undefined) {
      throw new UserError(
        'formats',
        `The weights file '${location}' that the model names is not there (looked for ${paths.map((p) => `'${p}'`).join(' and ')}).`,
        'Copy it beside the model, under the same name.',
      );
    }
    const { size } = statSync(path);
    const bytesToRead = length ?? Math.max(size - offset, 0);
    if (offset + bytesToRead > size) {
      throw new UserError(
        'formats',
        `The weights file '${path}' has ${size} bytes, the model wants ${bytesToRead} from byte ${offset}.`,
        'Check that model and weights belong together and were copied completely.',
      );
    }
    const bytes = new Uint8Array(bytesToRead);
    const file = openSync(path, 'r');
    try {
      for (let done = 0; done < bytesToRead;) {
        // Linux reads at most 2^31 - 4096 bytes in one call.
        const count = readSync(
          file,
          bytes,
          done,
          Math.min(bytesToRead - done, 2 ** 30),
          offset + done,
        );
        if (count === 0) throw new Error(`unexpected end of '${path}'`);
        done += count;
      }
    } finally {
      closeSync(file);
    }
    return bytes;
  };
}

/**
 * Judges all names before the first file is opened.
 *
 * @throws UserError when a tensor's data are said to be outside of the model's folder.
 */
export function checkExternalLocations(tensors: readonly TensorProto[]): void {
  for (const tensor of tensors) {
    if (tensor.dataLocation !== DataLocation.EXTERNAL) continue;
    const location = entry(tensor, 'location') ?? '';
    if (!leavesFolder(location)) continue;
    throw new UserError(
      'formats',
      `The tensor '${tensor.name}' says that its data are in '${location}', outside of the model's folder.`,
      'A model may only name files beside it or below; do not use this file unless you trust its maker.',
    );
  }
}

/**
 * The bytes of a tensor with external data, `expectedBytes` many.
 *
 * @throws UserError when the location leaves the model's folder, when the entry's numbers do not fit the tensor, and
 *   when there is no reader; always before any file is opened.
 */
export function readExternalTensor(
  tensor: TensorProto,
  expectedBytes: number,
  read: ExternalDataReader | undefined,
): Uint8Array {
  checkExternalLocations([tensor]);
  const location = entry(tensor, 'location') ?? '';
  const offset = byteCount(tensor, 'offset') ?? 0;
  const length = byteCount(tensor, 'length');
  if (length !== undefined && length !== expectedBytes) {
    throw new UserError(
      'formats',
      `The tensor '${tensor.name}' needs ${expectedBytes} bytes, its entry for external data says ${length}.`,
      'Export the model again.',
    );
  }
  if (read === undefined) {
    throw new UserError(
      'formats',
      `The tensor '${tensor.name}' has its data in the file '${location}', which cannot be found from the model's bytes alone.`,
      'Load the model by its path, with its weights file beside it.',
    );
  }
  return read(location, offset, expectedBytes);
}

function entry(tensor: TensorProto, key: string): string | undefined {
  return tensor.externalData.find((candidate) => candidate.key === key)?.value;
}

function byteCount(tensor: TensorProto, key: string): number | undefined {
  const text = entry(tensor, key);
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw new UserError(
      'formats',
      `The tensor '${tensor.name}' has the ${key} '${text}' for its external data.`,
      'Export the model again.',
    );
  }
  return value;
}

/** Judged by the name alone, by the rules of both kinds of systems, so that nothing is touched outside. */
function leavesFolder(location: string): boolean {
  const path = normalize(location.replaceAll('\\', '/'));
  return (
    location === '' ||
    location.includes('\0') ||
    isAbsolute(path) ||
    win32.isAbsolute(location) ||
    /^[a-z]:/i.test(location) ||
    path === '.' ||
    path === '..' ||
    path.startsWith('../')
  );
}
