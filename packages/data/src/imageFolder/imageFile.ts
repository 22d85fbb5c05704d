export interface ImageFile {
  /** Relative to the root, with '/'. */
  readonly path: string;
  readonly label: number;
}
