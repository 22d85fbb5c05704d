import type { Normalization } from './dataset.js';

/** What published weights of a network call its layers. */
export interface CheckpointNames {
  /** Who published them: 'torchvision', 'timm', 'Cadene'. */
  readonly source: string;
  /**
   * Their layers with parameters, in the order in which the graph of `build` names its own. A layer's tensors are then
   * called as in PyTorch: `weight`, `bias`, `running_mean`, `running_var`.
   */
  readonly layers: readonly string[];
  /** First parts of the names of layers that only training uses, such as 'aux1': they are left out. */
  readonly trainingOnly?: readonly string[];
  /** What the images were normalised with that these weights were trained on. */
  readonly normalization?: Normalization;
  /** The preset of the data set `image-folder` that prepares images in this way. */
  readonly preset?: string;
  /** What sets these weights apart from others of the same names, as a sentence. */
  readonly note?: string;
}
