/** @file The few calls of PyTorch's pickles that make tensors and dictionaries of them. */
import { damaged, refused } from './damaged.js';
import type { PickleHandlers } from './pickle.js';
import { PickleDict, PickleGlobal, PickleObject, PickleTuple } from './pickleValue.js';
import type { PickleValue } from './pickleValue.js';
import { STORAGE_TYPES } from './storage.js';
import type { Storage, StridedTensor } from './storage.js';

class StorageObject extends PickleObject<Storage> {}
export class TensorObject extends PickleObject<StridedTensor> {}

type Call = (args: readonly PickleValue[]) => PickleValue;

const CALLS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['collections.OrderedDict', orderedDict],
  ['torch._utils._rebuild_tensor', rebuildTensor],
  ['torch._utils._rebuild_tensor_v2', rebuildTensor],
  ['torch._utils._rebuild_parameter', ([data]) => data ?? null],
  ['torch.Size', ([sizes]) => sizes ?? null],
]);

function orderedDict([pairs]: readonly PickleValue[]): PickleValue {
  if (pairs !== undefined) throw refused('makes a dictionary out of something');
  return new PickleDict();
}

function rebuildTensor([storage, offset, shape, strides]: readonly PickleValue[]): PickleValue {
  if (!(storage instanceof StorageObject)) throw damaged('has a tensor without a storage');
  const tensor = {
    storage: storage.content,
    offset: size(offset),
    shape: sizes(shape),
    strides: sizes(strides),
  };
  if (tensor.shape.length !== tensor.strides.length) throw damaged('has a tensor of two ranks');
  return new TensorObject(tensor);
}

function size(value: PickleValue | undefined): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw damaged('has a tensor with a size that is no number from 0');
}

function sizes(value: PickleValue | undefined): number[] {
  if (value instanceof PickleTuple) return value.items.map(size);
  throw damaged('has a tensor without a shape');
}

/** ('storage', class, key, place, elements), and in old files which part of another storage it is. */
function persistent(id: PickleValue): PickleValue {
  const [kind, type, key, , elements, view] = id instanceof PickleTuple ? id.items : [];
  if (kind !== 'storage' || !(type instanceof PickleGlobal) || typeof key !== 'string') {
    throw damaged('refers to something that is no storage');
  }
  const elementType = STORAGE_TYPES.get(type.name);
  if (elementType === undefined) {
    throw refused(`holds a ${type.name}, which is none of ${[...STORAGE_TYPES.keys()].join(', ')}`);
  }
  const part = view instanceof PickleTuple ? view.items : [];
  return new StorageObject({
    type: elementType,
    key,
    elements: size(part[2] ?? elements),
    offset: size(part[1] ?? 0),
  });
}

/** Classes are named by storages only; everything else is named to be called. */
function checkGlobal({ name }: PickleGlobal): void {
  if (CALLS.has(name) || /^torch\.\w*Storage$/.test(name)) return;
  throw refused(`wants '${name}'`);
}

/** Handlers that know tensors, parameters and ordered dictionaries, and refuse everything else. */
export const TENSOR_HANDLERS: PickleHandlers = {
  reduce: (global, args) => {
    const call = CALLS.get(global.name);
    if (call === undefined) throw refused(`calls '${global.name}'`);
    return call(args);
  },
  persistent,
  checkGlobal,
};
