/** @file Reads an ONNX model by its path. */
import { readFileSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '@convbench/spec/plain';
import { decodeOnnx } from './decode.js';
import type { DecodedOnnx, DecodeOnnxOptions } from './decode.js';

/**
 * Imports a model file. Weights in files of their own are looked for beside `path` and, when that is a symbolic link,
 * beside the file that it leads to.
 *
 * @throws UserError as `decodeOnnx`, and when the file cannot be read.
 */
export function readOnnxFile(
  path: string,
  options: Omit<DecodeOnnxOptions, 'directory'> = {},
): DecodedOnnx {
  let bytes: Uint8Array;
  let directory: readonly string[];
  try {
    bytes = readFileSync(path);
    directory = [...new Set([dirname(path), dirname(realpathSync(path))])];
  } catch (cause) {
    throw new UserError(
      'formats',
      `The ONNX file '${path}' cannot be read: ${(cause as Error).message}.`,
      'Check the path and the permissions.',
      { cause },
    );
  }
  return decodeOnnx(bytes, { ...options, directory });
}
