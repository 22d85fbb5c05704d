import { dataError } from '../dataError.js';
import { CIFAR_SETS, PIXEL_BYTES, recordBytes, type CifarFacts } from './cifarFacts.js';

export interface NamedFile {
  /** As messages call it. */
  readonly path: string;
  /** Name without its folder. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The records of one or several files, one after another. */
export interface CifarRecords {
  readonly count: number;
  /** Class numbers by the name of the label. */
  readonly labels: Readonly<Record<string, Uint16Array>>;
  /** [count, 3, 32, 32] */
  readonly pixels: Uint8Array;
}

/**
 * Reads files in the binary layout. Throws a `UserError` for a file that is no whole number of records, that may be
 * of the other set by its length and is by its name, or that holds a label that is no class.
 */
export function readCifarRecords(files: readonly NamedFile[], facts: CifarFacts): CifarRecords {
  const size = recordBytes(facts);
  for (const file of files) checkLayout(file, facts);
  const count = files.reduce((sum, { bytes }) => sum + bytes.length / size, 0);
  const names = Object.keys(facts.labels);
  const labels = Object.fromEntries(names.map((name) => [name, new Uint16Array(count)]));
  const pixels = new Uint8Array(count * PIXEL_BYTES);
  let record = 0;
  for (const { path, bytes } of files) {
    for (let start = 0; start < bytes.length; start += size, record++) {
      for (const [name, { byte, classes }] of Object.entries(facts.labels)) {
        const label = bytes[start + byte] as number;
        if (label >= classes.length) {
          throw dataError(
            `${path} holds a ${name} label that is no class of ${facts.title}: expected 0 to ${classes.length - 1}, found ${label} in record ${start / size}.`,
            `Use the binary version of ${facts.title} as its authors publish it.`,
          );
        }
        (labels[name] as Uint16Array)[record] = label;
      }
      pixels.set(bytes.subarray(start + names.length, start + size), record * PIXEL_BYTES);
    }
  }
  return { count, labels, pixels };
}

/** A length may fit both sets (every 3073 x 3074 bytes); then the name decides, and neither is guessed. */
function checkLayout({ path, name, bytes }: NamedFile, facts: CifarFacts): void {
  const size = recordBytes(facts);
  const others = CIFAR_SETS.filter(
    (other) => other.name !== facts.name && bytes.length % recordBytes(other) === 0,
  );
  const hint = others.map(
    (other) => ` It is a whole number of records of ${other.title}: is '${other.name}' meant?`,
  );
  if (bytes.length === 0 || bytes.length % size !== 0) {
    throw dataError(
      `${path} is no file of ${facts.title}: expected a multiple of ${size} bytes (${size - PIXEL_BYTES} of labels, ${PIXEL_BYTES} of pixels), found ${bytes.length}.${hint.join('')}`,
      `Use the binary version of ${facts.title} as its authors publish it.`,
    );
  }
  const otherName = others.find(({ files }) => [...files.train, ...files.test].includes(name));
  if (otherName !== undefined) {
    throw dataError(
      `${path} has a length that fits ${facts.title} and ${otherName.title}, and the name of a file of ${otherName.title}.`,
      `Use the data set '${otherName.name}', or rename the file if it is one of ${facts.title}.`,
    );
  }
}
