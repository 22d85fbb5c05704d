/** @file The part of tfjs-node's native binding that is used here. */

export interface BoundTensor {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** Every tensor that it returns or makes has to be deleted. All calls are synchronous. */
export interface Binding {
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  /** Shares the memory of `values`, which must not change until the tensor is deleted. */
  createTensor(shape: readonly number[], dtype: number, values: Float32Array | Int32Array): number;
  deleteTensor(id: number): void;
  /** A copy. */
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  /** Names with their output's index (`x:0`), separated by commas. */
  runSavedModel(
    id: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ): BoundTensor[];
  getNumOfTensors(): number;
  getNumOfSavedModels(): number;
}

/** What tfjs-node registers as its backend 'tensorflow'. */
export interface NodeBackend {
  readonly binding: Binding;
  readonly isUsingGpuDevice: boolean;
}
