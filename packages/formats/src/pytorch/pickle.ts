/** @file Reads pickles of tensors: a stack machine over an allow-list of operations. It calls nothing and imports nothing. */
import { damaged, refused } from './damaged.js';
import { PickleDict, PickleGlobal, PickleList, PickleTuple } from './pickleValue.js';
import type { PickleValue } from './pickleValue.js';

export interface PickleHandlers {
  /** What a call of this global makes; throws a `UserError` for one that is not known. */
  reduce(global: PickleGlobal, args: readonly PickleValue[]): PickleValue;
  /** What a reference to something outside of the pickle means. */
  persistent(id: PickleValue): PickleValue;
  /** Throws a `UserError` for a global that may not even be named. */
  checkGlobal(global: PickleGlobal): void;
}

export interface ReadPickle {
  readonly value: PickleValue;
  /** Where the bytes behind it begin. */
  readonly end: number;
}

/** Protocols 0 and 1 are text of Python 1 and 2; nothing that holds tensors was ever written in them. */
const PROTOCOLS = [2, 3, 4] as const;

const MARK = Symbol('mark');
type StackItem = PickleValue | typeof MARK;

/** In bytes; sizes and the magic number have ten at most, and to read one takes time with its square. */
const LONGEST_NUMBER = 64;

/** One operation: takes its argument from the bytes and works on the stack. Names are those of Python's `pickletools`. */
type Operation = (machine: PickleMachine) => void;

class PickleMachine {
  readonly stack: StackItem[] = [];
  readonly memo = new Map<number, PickleValue>();
  stopped = false;
  readonly #view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    public at: number,
    readonly handlers: PickleHandlers,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Position of the next `length` bytes, which are taken. */
  take(length: number): number {
    const start = this.at;
    if (!Number.isSafeInteger(length) || length < 0 || start + length > this.bytes.length) {
      throw damaged(`ends in the middle of its pickle, at byte ${start}`);
    }
    this.at += length;
    return start;
  }
  uint8 = (): number => this.#view.getUint8(this.take(1));
  uint16 = (): number => this.#view.getUint16(this.take(2), true);
  uint32 = (): number => this.#view.getUint32(this.take(4), true);
  int32 = (): number => this.#view.getInt32(this.take(4), true);
  float64 = (): number => this.#view.getFloat64(this.take(8), false);
  uint64(): number {
    const value = this.#view.getBigUint64(this.take(8), true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged(`has a length of ${value} bytes`);
    return Number(value);
  }
  slice(length: number): Uint8Array {
    const start = this.take(length);
    return this.bytes.subarray(start, start + length);
  }
  text(length: number): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(this.slice(length));
    } catch (cause) {
      throw damaged('has a name that is no UTF-8', { cause });
    }
  }
  /** Up to the end of the line, which is taken. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw damaged('ends in the middle of a name');
    const text = this.text(end - this.at);
    this.at = end + 1;
    return text;
  }
  /** A little-endian number in two's complement. */
  long(length: number): number | bigint {
    if (length > LONGEST_NUMBER) throw damaged(`has a number of ${length} bytes`);
    const digits = this.slice(length);
    let value = 0n;
    for (let i = digits.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(digits[i] ?? 0);
    const negative = ((digits.at(-1) ?? 0) & 0x80) !== 0;
    if (negative) value -= 1n << BigInt(8 * digits.length);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }

  push(value: StackItem): void {
    this.stack.push(value);
  }
  pop(): PickleValue {
    const value = this.stack.pop();
    if (value === undefined || value === MARK) throw damaged('has a pickle that takes too much');
    return value;
  }
  top(): PickleValue {
    const value = this.stack.at(-1);
    if (value === undefined || value === MARK) throw damaged('has a pickle that takes too much');
    return value;
  }
  popMark(): readonly PickleValue[] {
    const mark = this.stack.lastIndexOf(MARK);
    if (mark < 0) throw damaged('has a pickle without a mark');
    const [, ...items] = this.stack.splice(mark);
    return items as PickleValue[];
  }
  global(name: string): void {
    const global = new PickleGlobal(name);
    this.handlers.checkGlobal(global);
    this.push(global);
  }
  tuple(length: number): void {
    const items = Array.from({ length }, () => this.pop()).reverse();
    this.push(new PickleTuple(items));
  }
  remember(key: number): void {
    this.memo.set(key, this.top());
  }
  recall(key: number): void {
    const value = this.memo.get(key);
    if (value === undefined) throw damaged(`refers to the value ${key}, which it does not have`);
    this.push(value);
  }
  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (!(list instanceof PickleList)) throw damaged('appends to something that is no list');
    for (const item of items) list.items.push(item);
  }
  setItems(items: readonly PickleValue[]): void {
    const dict = this.top();
    if (!(dict instanceof PickleDict) || items.length % 2 !== 0) {
      throw damaged('sets items of something that is no dictionary');
    }
    for (let i = 0; i < items.length; i += 2) {
      dict.entries.set(items[i] as PickleValue, items[i + 1] as PickleValue);
    }
  }
}

const text = (value: PickleValue): string => {
  if (typeof value !== 'string') throw damaged('names a class by something that is no text');
  return value;
};

/** Everything that is not here is refused, whatever it would do. */
const OPERATIONS: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [0x80, (m) => void checkProtocol(m.uint8())], // PROTO
  [0x95, (m) => void m.uint64()], // FRAME
  [0x2e, (m) => void (m.stopped = true)], // STOP
  [0x28, (m) => void m.push(MARK)], // MARK
  [0x30, (m) => void m.stack.pop()], // POP
  [0x4e, (m) => void m.push(null)], // NONE
  [0x88, (m) => void m.push(true)], // NEWTRUE
  [0x89, (m) => void m.push(false)], // NEWFALSE
  [0x4b, (m) => void m.push(m.uint8())], // BININT1
  [0x4d, (m) => void m.push(m.uint16())], // BININT2
  [0x4a, (m) => void m.push(m.int32())], // BININT
  [0x8a, (m) => void m.push(m.long(m.uint8()))], // LONG1
  [0x8b, (m) => void m.push(m.long(m.int32()))], // LONG4
  [0x47, (m) => void m.push(m.float64())], // BINFLOAT
  [0x8c, (m) => void m.push(m.text(m.uint8()))], // SHORT_BINUNICODE
  [0x58, (m) => void m.push(m.text(m.uint32()))], // BINUNICODE
  [0x8d, (m) => void m.push(m.text(m.uint64()))], // BINUNICODE8
  // Texts of Python 2.
  [0x55, (m) => void m.push(m.text(m.uint8()))], // SHORT_BINSTRING
  [0x54, (m) => void m.push(m.text(m.int32()))], // BINSTRING
  [0x43, (m) => void m.push(m.slice(m.uint8()))], // SHORT_BINBYTES
  [0x42, (m) => void m.push(m.slice(m.uint32()))], // BINBYTES
  [0x5d, (m) => void m.push(new PickleList())], // EMPTY_LIST
  [0x61, (m) => void m.append([m.pop()])], // APPEND
  [0x65, (m) => void m.append(m.popMark())], // APPENDS
  [0x7d, (m) => void m.push(new PickleDict())], // EMPTY_DICT
  [0x73, (m) => void setItem(m)], // SETITEM
  [0x75, (m) => void m.setItems(m.popMark())], // SETITEMS
  [0x29, (m) => void m.push(new PickleTuple([]))], // EMPTY_TUPLE
  [0x74, (m) => void m.push(new PickleTuple(m.popMark()))], // TUPLE
  [0x85, (m) => void m.tuple(1)], // TUPLE1
  [0x86, (m) => void m.tuple(2)], // TUPLE2
  [0x87, (m) => void m.tuple(3)], // TUPLE3
  [0x71, (m) => void m.remember(m.uint8())], // BINPUT
  [0x72, (m) => void m.remember(m.uint32())], // LONG_BINPUT
  [0x94, (m) => void m.remember(m.memo.size)], // MEMOIZE
  [0x68, (m) => void m.recall(m.uint8())], // BINGET
  [0x6a, (m) => void m.recall(m.uint32())], // LONG_BINGET
  [0x63, (m) => void m.global(`${m.line()}.${m.line()}`)], // GLOBAL
  [0x93, (m) => void stackGlobal(m)], // STACK_GLOBAL
  [0x52, (m) => void reduce(m)], // REDUCE
  [0x62, (m) => void build(m)], // BUILD
  [0x51, (m) => void m.push(m.handlers.persistent(m.pop()))], // BINPERSID
]);

/** For messages: what of it is refused. */
const NAMES: Readonly<Record<number, string>> = {
  0x69: 'INST',
  0x6f: 'OBJ',
  0x81: 'NEWOBJ',
  0x82: 'EXT1',
  0x83: 'EXT2',
  0x84: 'EXT4',
  0x92: 'NEWOBJ_EX',
  0x50: 'PERSID',
};

function checkProtocol(version: number): void {
  if (!(PROTOCOLS as readonly number[]).includes(version)) {
    throw refused(`is pickled in protocol ${version}, not in one of ${PROTOCOLS.join(', ')}`);
  }
}

function setItem(machine: PickleMachine): void {
  const value = machine.pop();
  machine.setItems([machine.pop(), value]);
}

function stackGlobal(machine: PickleMachine): void {
  const name = text(machine.pop());
  machine.global(`${text(machine.pop())}.${name}`);
}

function reduce(machine: PickleMachine): void {
  const args = machine.pop();
  const global = machine.pop();
  if (!(global instanceof PickleGlobal) || !(args instanceof PickleTuple)) {
    throw refused('calls something that is no class');
  }
  machine.push(machine.handlers.reduce(global, args.items));
}

/** A state dict has attributes (`_metadata`) beside its entries: they say nothing of the tensors. */
function build(machine: PickleMachine): void {
  machine.pop();
  if (!(machine.top() instanceof PickleDict)) {
    throw refused('sets the state of an object that is no dictionary');
  }
}

/**
 * Reads one pickle that begins at `start`.
 *
 * @throws UserError for a file that is cut off, for operations outside of the list, and what the handlers throw.
 */
export function readPickle(bytes: Uint8Array, start: number, handlers: PickleHandlers): ReadPickle {
  const machine = new PickleMachine(bytes, start, handlers);
  if (bytes[start] !== 0x80) throw damaged(`has no pickle at byte ${start}`);
  while (!machine.stopped) {
    const place = machine.at;
    const code = machine.uint8();
    const operation = OPERATIONS.get(code);
    if (operation === undefined) {
      const name = NAMES[code] ?? `0x${code.toString(16)}`;
      throw refused(`has the pickle operation ${name} at byte ${place}`);
    }
    operation(machine);
  }
  return { value: machine.pop(), end: machine.at };
}
