/** @file Native libraries out of wheels of the Python package index, which are used as archives. */

export interface Wheel {
  /** As pip wants it: a name with an exact version, or with a range for a version that is not known here. */
  readonly requirement: string;
  readonly sha256?: string;
  readonly bytes: number;
}

export interface Bundle {
  /** Whose set-up it is, for messages of failures. */
  readonly room: string;
  /** As messages name it: 'libtensorflow 2.21.0'. */
  readonly title: string;
  readonly wheels: readonly Wheel[];
  /** Names of files in a wheel that are taken out, beside licences; read by Python, too. */
  readonly keep: readonly RegExp[];
}
