/** @file Weights that PyTorch saved, read without executing anything of the file. */
import { gunzipSync } from 'node:zlib';
import { ELEMENT_BYTES } from '../tensorBytes.js';
import { damaged, refused } from './damaged.js';
import { readPickle } from './pickle.js';
import { PickleDict, PickleList, PickleTuple } from './pickleValue.js';
import type { PickleValue } from './pickleValue.js';
import { checkRepeats, stridedValues } from './storage.js';
import type { StridedTensor } from './storage.js';
import { TENSOR_HANDLERS, TensorObject } from './tensorHandlers.js';
import { mostUnpacked, openZip } from './zip.js';

export interface PytorchTensor {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float32Array;
}

/** Tensors by name, in the order of the file; a file may hold several such dictionaries. */
export interface StateDict {
  /** Where in the file it stands: 'state_dict', or '' for the file itself. */
  readonly place: string;
  readonly names: readonly string[];
  /** Reads all of them. Throws a `UserError` for data that are not there. */
  read(): ReadonlyMap<string, PytorchTensor>;
}

export interface PytorchFile {
  /** `zip` since PyTorch 1.6, `legacy` before. */
  readonly format: 'zip' | 'legacy';
  readonly gzipped: boolean;
  /** In the order of the file. */
  readonly stateDicts: readonly StateDict[];
}

type ReadStorage = (tensor: StridedTensor) => Uint8Array;

/** First bytes of the formats. */
const GZIP = [0x1f, 0x8b];
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const PICKLE = [0x80];

const begins = (bytes: Uint8Array, start: readonly number[]) =>
  start.every((byte, index) => bytes[index] === byte);

/** More than any checkpoint of these networks unpacks to, and what one array can hold. */
const LARGEST_UNPACKED = 2 ** 31 - 1;
/** Dictionaries within dictionaries; deeper ones hold no weights. */
const DEEPEST = 3;
/** Of any value; the call stack holds some thousand. */
const DEEPEST_VALUE = 200;

/**
 * Reads a `.pth` or `.pt` file: a state dict, or a checkpoint with some among other things. The pickle may name tensors,
 * their storages and dictionaries only. Strides, offsets and shared storages are honoured, every type becomes float32.
 *
 * @throws UserError for files in other formats, cut off, or with anything in their pickle that is not on the allow-list.
 */
export function readPytorch(bytes: Uint8Array): PytorchFile {
  if (begins(bytes, GZIP)) return { ...readPytorch(unzipped(bytes)), gzipped: true };
  if (begins(bytes, ZIP)) return { format: 'zip', gzipped: false, stateDicts: readZip(bytes) };
  if (begins(bytes, PICKLE)) {
    return { format: 'legacy', gzipped: false, stateDicts: readLegacy(bytes) };
  }
  const first = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0'));
  throw damaged(
    `begins with ${first.join(' ') || 'nothing'}, neither a zip archive nor a pickle nor gzip`,
  );
}

function unzipped(bytes: Uint8Array): Uint8Array {
  let unpacked: Uint8Array;
  try {
    unpacked = gunzipSync(bytes, {
      maxOutputLength: Math.min(LARGEST_UNPACKED, mostUnpacked(bytes.length)),
    });
  } catch (cause) {
    throw damaged('is gzipped and cannot be unpacked; it may be cut off', { cause });
  }
  if (begins(unpacked, GZIP)) throw refused('is gzipped twice');
  return unpacked;
}

function readZip(bytes: Uint8Array): readonly StateDict[] {
  const archive = openZip(bytes);
  const pickleName = archive.names.find((name) => /(^|\/)data\.pkl$/.test(name));
  if (pickleName === undefined) {
    throw damaged('is an archive without a data.pkl: it was not written by torch.save');
  }
  const folder = pickleName.slice(0, -'data.pkl'.length);
  if (archive.names.includes(`${folder}constants.pkl`)) {
    throw refused('is a TorchScript program, not a state dict');
  }
  const order = archive.read(`${folder}byteorder`);
  if (order !== undefined && new TextDecoder().decode(order) !== 'little') {
    throw refused('was written on a big-endian machine');
  }
  const { value } = readPickle(archive.read(pickleName) as Uint8Array, 0, TENSOR_HANDLERS);
  return stateDicts(value, ({ storage: { key } }) => {
    const data = archive.read(`${folder}data/${key}`);
    if (data === undefined) throw damaged(`lacks the storage ${key}`);
    return data;
  });
}

/** What files from before the archives begin with, as a number. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const LEGACY_VERSION = 1001;

/** Five pickles (a magic number, a version, the machine, the value, the keys of storages), then the storages. */
function readLegacy(bytes: Uint8Array): readonly StateDict[] {
  let at = 0;
  const next = (): PickleValue => {
    const { value, end } = readPickle(bytes, at, TENSOR_HANDLERS);
    at = end;
    return value;
  };
  if (next() !== MAGIC) throw refused('is a pickle, but none that torch.save wrote');
  const version = next();
  if (version !== LEGACY_VERSION) throw refused(`has the version ${String(version)}`);
  const machine = next();
  if (machine instanceof PickleDict && machine.entries.get('little_endian') === false) {
    throw refused('was written on a big-endian machine');
  }
  const value = next();
  const keys = next();
  if (!(keys instanceof PickleList)) throw damaged('has no list of its storages');
  const order = keys.items.map((key) => String(key));
  const widths = storageWidths(value);
  const places = new Map<string, { readonly begin: number; readonly end: number }>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const key of order) {
    if (at + 8 > bytes.length) throw damaged(`is cut off before its storage ${key}`);
    const elements = Number(view.getBigInt64(at, true));
    const begin = at + 8;
    const end = begin + elements * (widths.get(key) ?? 0);
    if (!widths.has(key) || elements < 0 || end > bytes.length) {
      throw damaged(`is cut off within its storage ${key}`);
    }
    places.set(key, { begin, end });
    at = end;
  }
  return stateDicts(value, ({ storage: { key } }) => {
    const place = places.get(key);
    if (place === undefined) throw damaged(`lacks the storage ${key}`);
    return bytes.subarray(place.begin, place.end);
  });
}

function storageWidths(value: PickleValue): ReadonlyMap<string, number> {
  const widths = new Map<string, number>();
  const seen = new Set<PickleValue>();
  const visit = (each: PickleValue, depth: number): void => {
    if (seen.has(each)) return;
    if (depth > DEEPEST_VALUE) throw damaged(`nests deeper than ${DEEPEST_VALUE} levels`);
    if (each instanceof TensorObject) {
      const { storage } = each.content;
      widths.set(storage.key, ELEMENT_BYTES[storage.type]);
    } else if (each instanceof PickleDict) {
      seen.add(each);
      for (const item of each.entries.values()) visit(item, depth + 1);
    } else if (each instanceof PickleList || each instanceof PickleTuple) {
      seen.add(each);
      for (const item of each.items) visit(item, depth + 1);
    }
  };
  visit(value, 0);
  return widths;
}

/** Every dictionary that holds tensors by name, wherever it stands. */
function stateDicts(value: PickleValue, readStorage: ReadStorage): readonly StateDict[] {
  const found: StateDict[] = [];
  const visit = (each: PickleValue, place: readonly string[]): void => {
    if (!(each instanceof PickleDict) || place.length > DEEPEST) return;
    const tensors = new Map<string, StridedTensor>();
    for (const [name, item] of each.entries) {
      if (typeof name !== 'string') continue;
      if (item instanceof TensorObject) tensors.set(name, item.content);
      else visit(item, [...place, name]);
    }
    if (tensors.size === 0) return;
    found.push({
      place: place.join('.'),
      names: [...tensors.keys()],
      read: () => {
        checkRepeats(tensors.values(), readStorage);
        return new Map(
          [...tensors].map(([name, tensor]) => [
            name,
            { shape: tensor.shape, data: stridedValues(name, tensor, readStorage(tensor)) },
          ]),
        );
      },
    });
  };
  visit(value, []);
  if (found.length === 0) {
    throw refused(
      value instanceof TensorObject
        ? 'holds one tensor without a name'
        : 'holds no dictionary of tensors',
    );
  }
  return found;
}
