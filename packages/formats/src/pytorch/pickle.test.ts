import { UserError } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { readPickle } from './pickle.js';
import type { PickleDict, PickleGlobal } from './pickleValue.js';
import { PickleList, PickleTuple } from './pickleValue.js';

const handlers = {
  reduce: (global: PickleGlobal) => `called ${global.name}`,
  persistent: () => 'elsewhere',
  checkGlobal: () => undefined,
};
/** A pickle of protocol 2 with these operations; texts are their bytes. */
const pickle = (...parts: (number | string)[]) =>
  Uint8Array.from([
    0x80,
    2,
    ...parts.flatMap((part) => (typeof part === 'number' ? [part] : [...Buffer.from(part)])),
    0x2e,
  ]);
const read = (...parts: (number | string)[]) => readPickle(pickle(...parts), 0, handlers).value;

describe('readPickle', () => {
  it.each([
    ['NONE', ['N'], null],
    ['NEWTRUE', [0x88], true],
    ['BININT1', ['K', 200], 200],
    ['BININT2', ['M', 1, 2], 513],
    ['BININT', ['J', 0xff, 0xff, 0xff, 0xff], -1],
    ['LONG1', [0x8a, 2, 0, 0x80], -32768],
    ['LONG1 of nothing', [0x8a, 0], 0],
    ['LONG1 beyond 2^53', [0x8a, 8, 0, 0, 0, 0, 0, 0, 0, 0x40], 2n ** 62n],
    ['BINFLOAT', ['G', 0x3f, 0xf8, 0, 0, 0, 0, 0, 0], 1.5],
    ['BINUNICODE', ['X', 3, 0, 0, 0, 'abc'], 'abc'],
    ['SHORT_BINSTRING', ['U', 2, 'ab'], 'ab'],
    ['memo', ['K', 7, 'q', 5, '0', 'h', 5], 7],
  ])('reads %s', (_, parts, value) => {
    expect(read(...parts)).toEqual(value);
  });

  it('builds tuples, lists and dictionaries', () => {
    expect(read('(', 'K', 1, 'K', 2, 't')).toEqual(new PickleTuple([1, 2]));
    const list = read(']', '(', 'K', 1, 'K', 2, 'e');
    expect(list).toBeInstanceOf(PickleList);
    expect((list as PickleList).items).toEqual([1, 2]);
    const dict = read('}', '(', 'U', 1, 'a', 'K', 1, 'U', 1, 'b', 'K', 2, 'u');
    expect([...(dict as PickleDict).entries]).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
  });

  it('calls nothing but the handler', () => {
    expect(read('cos\nsystem\n', ')', 'R')).toBe('called os.system');
    expect(read('N', 'Q')).toBe('elsewhere');
  });

  it('ends where the pickle does', () => {
    const bytes = Uint8Array.from([...pickle('K', 1), 9, 9]);
    expect(readPickle(bytes, 0, handlers)).toEqual({ value: 1, end: 5 });
  });

  it.each([
    ['INST', ['(', 'ios\nsystem\n'], /INST/],
    ['OBJ', ['(', 'cos\nsystem\n', 'o'], /OBJ/],
    ['NEWOBJ', ['cos\nsystem\n', ')', 0x81], /NEWOBJ/],
    ['EXT1', [0x82, 1], /EXT1/],
    ['an unknown operation', [0xff], /0xff/],
    ['the state of an object', ['K', 1, 'N', 'b'], /no dictionary/],
    ['a call of a number', ['K', 1, ')', 'R'], /no class/],
  ])('refuses %s', (_, parts, message) => {
    expect(() => read(...parts)).toThrow(UserError);
    expect(() => read(...parts)).toThrow(message);
  });

  it('refuses other protocols', () => {
    for (const protocol of [0, 1, 5])
      expect(() => readPickle(Uint8Array.of(0x80, protocol, 0x4e, 0x2e), 0, handlers)).toThrow(
        `protocol ${protocol}`,
      );
  });

  it.each([
    ['an empty stack', []],
    ['a memo that is not there', ['h', 1]],
    ['a text that is cut off', ['X', 9, 0, 0, 0, 'abc']],
    ['items of no list', ['K', 1, 'K', 2, 'a']],
    ['no mark', ['K', 1, 't']],
  ])('finds damage: %s', (_, parts) => {
    expect(() => read(...parts)).toThrow(/^\[convbench\] \[formats\] The PyTorch file/);
  });
});
