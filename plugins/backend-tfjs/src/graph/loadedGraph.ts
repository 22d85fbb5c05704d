/** @file A TensorFlow graph in a session of the binding. */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@convbench/spec/plain';
import { ROOM } from '../engines.js';
import type { Binding } from '../runtime/binding.js';
import { SERVING_TAG } from './graphDef.js';
import { inPieces, type Encoded } from './protobuf.js';

export interface Feed {
  /** Name of a placeholder. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Must not change while the graph runs. */
  readonly values: Float32Array | Int32Array;
}

/** Runs block the process, so two never overlap. */
export class LoadedGraph {
  readonly #id: number;
  #disposed = false;

  /**
   * @param folder with a SavedModel.
   * @throws UserError when TensorFlow refuses the graph.
   */
  constructor(
    private readonly binding: Binding,
    folder: string,
  ) {
    this.#id = asUserError('does not load', () => binding.loadSavedModel(folder, SERVING_TAG));
  }

  /** @throws UserError when the disk is full or TensorFlow refuses the graph. */
  static throughFolder(binding: Binding, savedModel: Encoded): LoadedGraph {
    // TensorFlow reads graphs from folders only.
    const folder = mkdtempSync(join(tmpdir(), 'convbench-graph-'));
    try {
      writeSavedModel(savedModel, folder);
      return new LoadedGraph(binding, folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Values of the tensors, each the caller's to keep. */
  run(feeds: readonly Feed[], outputs: readonly string[]): (Float32Array | Int32Array)[] {
    if (this.#disposed) throw new Error('This graph was disposed.');
    const { binding } = this;
    const inputs: number[] = [];
    let results: readonly { readonly id: number }[] = [];
    try {
      for (const { shape, values } of feeds) {
        const type = values instanceof Float32Array ? binding.TF_FLOAT : binding.TF_INT32;
        inputs.push(binding.createTensor(shape, type, values));
      }
      results = asUserError('fails', () =>
        binding.runSavedModel(
          this.#id,
          inputs,
          feeds.map(({ name }) => `${name}:0`).join(),
          outputs.map((name) => (name.includes(':') ? name : `${name}:0`)).join(),
        ),
      );
      return results.map(({ id }) => binding.tensorDataSync(id) as Float32Array | Int32Array);
    } finally {
      for (const id of [...inputs, ...results.map((result) => result.id)]) binding.deleteTensor(id);
    }
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.binding.deleteSavedModel(this.#id);
  }
}

/** @throws UserError when the disk is full. */
export function writeSavedModel(content: Encoded, folder: string): void {
  try {
    const file = openSync(join(folder, 'saved_model.pb'), 'w');
    for (const piece of inPieces(content)) writeFileSync(file, piece);
    closeSync(file);
  } catch (cause) {
    throw new UserError(
      ROOM,
      `The graph (${Math.ceil(content.byteLength / 1e6)} MB) could not be written to ${folder}: ${(cause as Error).message}.`,
      'Make room there, or set TMPDIR to a folder that has it.',
      { cause },
    );
  }
}

function asUserError<Result>(what: string, task: () => Result): Result {
  try {
    return task();
  } catch (cause) {
    const [reason = ''] = (cause as Error).message.split('\n');
    throw new UserError(
      ROOM,
      `TensorFlow's graph of the network ${what}: ${reason.slice(0, 400).replace(/\.$/, '')}.`,
      'Choose another engine, or the backend onnxruntime; this is worth reporting.',
      { cause },
    );
  }
}
