import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { decodeOnnxMessage } from '@convbench/formats';
import type { ModelProto } from '@convbench/formats';
import { UserError } from '@convbench/spec/plain';
import { requireRegularFile } from '../../base/regularFile.js';

/** A protobuf message cannot be larger: its readers count in int32. */
const maximumBytes = 2 ** 31 - 1;

export interface ModelFile {
  readonly bytes: Uint8Array;
  readonly message: ModelProto;
  /** Where weights in files of their own are looked for. */
  readonly directories: readonly string[];
}

/** Reads and parses a model's file. Throws a `UserError` when it is not there, too large or no ONNX file. */
export function readModelFile(path: string, name: string): ModelFile {
  const fail = (problem: string, remedy: string, cause?: unknown) =>
    new UserError('core', `The model ${JSON.stringify(name)} ${problem}`, remedy, { cause });
  let bytes: Uint8Array;
  try {
    const stats = statSync(path);
    requireRegularFile(stats, `The model ${JSON.stringify(name)}`);
    const { size } = stats;
    if (size > maximumBytes)
      throw fail(
        `has ${(size / 1e9).toFixed(2)} GB; an ONNX file can hold 2.14 GB at most.`,
        'Save its weights in files beside it (external data).',
      );
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw fail(`cannot be read (${code}).`, 'Check its path and permissions.', error);
  }
  const directories = [...new Set([dirname(path), dirname(realpathSync(path))])];
  return { bytes, message: decodeOnnxMessage(bytes), directories };
}

/** Files beside the model that hold weights, in the order of their names; those that are missing are left out. */
function weightFiles({ message, directories }: ModelFile): string[] {
  const locations = (message.graph?.initializer ?? []).flatMap(({ externalData }) =>
    externalData.filter(({ key }) => key === 'location').map(({ value }) => value),
  );
  return [...new Set(locations)].sort().flatMap((location) => {
    const paths = directories.map((directory) => join(directory, location));
    const found = paths.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
    return found === undefined ? [] : [found];
  });
}

/** SHA-256 in hex of a model's file, as `sha256sum` gives it; weight files beside it are hashed after it. */
export async function modelSha256(file: ModelFile): Promise<string> {
  const hash = createHash('sha256').update(file.bytes);
  for (const path of weightFiles(file))
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
