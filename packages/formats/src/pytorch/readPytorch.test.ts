import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { UserError } from '@convbench/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPytorch } from './readPytorch.js';
import type { PytorchTensor } from './readPytorch.js';

const fixtures = new URL('../../../../test/fixtures/', import.meta.url);
const bytesOf = (path: string): Uint8Array => readFileSync(new URL(path, fixtures));
const expected = (id: string) =>
  JSON.parse(readFileSync(new URL(`cases/${id}/expected.json`, fixtures), 'utf8'));
const sum = (tensor: PytorchTensor | undefined) => tensor?.data.reduce((a, b) => a + b, 0);

function only(path: string): ReadonlyMap<string, PytorchTensor> {
  const { stateDicts } = readPytorch(bytesOf(path));
  expect(stateDicts).toHaveLength(1);
  return stateDicts[0]!.read();
}

describe('formats (W05)', () => {
  it.each([
    ['zip.pth', 'zip', false],
    ['protocol4.pth', 'zip', false],
    ['legacy.pth', 'legacy', false],
    ['zip.pth.gz', 'zip', true],
  ] as const)('%s is known by its first bytes', (name, format, gzipped) => {
    const { tensors, sum_conv, first_bytes } = expected('W05');
    const bytes = bytesOf(`cases/W05/${name}`);
    expect(Buffer.from(bytes.subarray(0, 4)).toString('hex')).toBe(first_bytes[name]);
    const file = readPytorch(bytes);
    expect(file).toMatchObject({ format, gzipped });
    const read = file.stateDicts[0]!.read();
    expect(read.size).toBe(tensors);
    expect(sum(read.get('conv.weight'))).toBe(sum_conv);
  });

  it.each(['protocol2', 'protocol3', 'protocol4', 'legacy'])(
    'windows into shared storages, of every type: %s',
    (name) => {
      const tensors = only(`pytorch/${name}.pth`);
      const values = Object.fromEntries(
        [...tensors].map(([key, { shape, data }]) => [key, [shape, [...data]]]),
      );
      expect(values).toEqual({
        block: [
          [2, 3],
          [10, 11, 12, 13, 14, 15],
        ],
        transposed: [
          [3, 2],
          [20, 23, 21, 24, 22, 25],
        ],
        shared: [[6], [10, 11, 12, 13, 14, 15]],
        scalar: [[], [3.5]],
        expanded: [[4], [1, 1, 1, 1]],
        empty: [[0, 3], []],
        integers: [[2], [1, -2]],
        doubles: [[2], [Math.fround(0.1), Infinity]],
        parameter: [[1], [7]],
      });
    },
  );
});

it('honours strides and offsets (W04)', () => {
  const tensors = only('cases/W04/strided.pth');
  const { 'conv.weight': conv, slice, 'fc.weight': linear, half } = expected('W04');
  expect([...tensors.get('conv.weight')!.data]).toEqual(conv);
  expect(tensors.get('conv.weight')!.shape).toEqual([2, 3, 2, 2]);
  expect([...tensors.get('slice')!.data]).toEqual(slice);
  expect([...tensors.get('fc.weight')!.data]).toEqual(linear.flat());
  expect([...tensors.get('half')!.data]).toEqual(half);
});

it('finds every dictionary of tensors in a checkpoint (W01)', () => {
  const { stateDicts } = readPytorch(bytesOf('cases/W01/checkpoint_ddp_ema.pth'));
  const named = Object.fromEntries(
    stateDicts.map((dict) => [dict.place, sum(dict.read().get('module.conv.weight'))]),
  );
  const { sum_conv_plain, sum_conv_ema } = expected('W01');
  expect(Object.values(named)).toEqual(expect.arrayContaining([sum_conv_plain, sum_conv_ema]));
});

describe('what asks for more than tensors is refused', () => {
  it.each([
    ['calls_system', /wants '(posix|os)\.system'.*nothing of it is executed/],
    ['namespace', /wants 'argparse\.Namespace'/],
    ['numpy_scalar', /wants 'numpy\.\S*scalar'/],
    ['whole_module', /wants 'torch\.nn\.modules\.container\.Sequential'/],
    ['torchscript', /TorchScript/],
  ])('%s', (name, message) => {
    const reading = () => readPytorch(bytesOf(`pytorch/${name}.pth`));
    expect(reading).toThrow(UserError);
    expect(reading).toThrow(message);
  });
});

it('says what a file is that is none', () => {
  expect(() => readPytorch(Buffer.from('<html>'))).toThrow(/begins with 3c 68 74 6d, neither/);
  expect(() => readPytorch(new Uint8Array())).toThrow(/begins with nothing/);
  expect(() => readPytorch(gzipSync(gzipSync('x')))).toThrow(/gzipped twice/);
  const cut = bytesOf('cases/W05/zip.pth.gz');
  expect(() => readPytorch(cut.subarray(0, cut.length - 20))).toThrow(/cannot be unpacked/);
});

describe('small files that ask for much', () => {
  const pickle = (...parts: (string | number[])[]) =>
    Buffer.concat([
      Buffer.from([0x80, 2]),
      ...parts.map((part) => Buffer.from(part as string)),
      Buffer.from('.'),
    ]);
  const int = (value: number) => [0x4a, ...new Uint8Array(Int32Array.of(value).buffer)];
  const text = (value: string) => [
    0x58,
    ...new Uint8Array(Int32Array.of(value.length).buffer),
    ...Buffer.from(value),
  ];
  const magic = [0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
  const head = [pickle(magic), pickle(int(1001)), pickle('N')];
  const legacy = (value: Buffer, ...after: Buffer[]) => Buffer.concat([...head, value, ...after]);

  it('a number of a megabyte', () => {
    const digits = Array<number>(1_000_000).fill(0x7f);
    const size = [...new Uint8Array(Int32Array.of(digits.length).buffer)];
    expect(() => readPytorch(pickle([0x8b, ...size], digits))).toThrow('number of 1000000 bytes');
  });

  it('a million tuples within each other', () => {
    const deep = pickle('N', Array<number>(1_000_000).fill(0x85));
    expect(() => readPytorch(legacy(deep, pickle(']')))).toThrow('nests deeper');
  });

  it('many tensors that repeat one value', () => {
    const tensor = [
      ...Buffer.from('ctorch._utils\n_rebuild_tensor_v2\n(('),
      ...text('storage'),
      ...Buffer.from('ctorch\nFloatStorage\n'),
      ...text('0'),
      ...text('cpu'),
      ...int(1),
      ...Buffer.from('NtQ'),
      ...int(0),
      ...Buffer.from('('),
      ...int(2 ** 20),
      ...Buffer.from('t('),
      ...int(0),
      ...Buffer.from('t\x89ccollections\nOrderedDict\n)RtR', 'latin1'),
    ];
    const entries = Array.from({ length: 4000 }, (_, index) => [...text(`w${index}`), ...tensor]);
    const value = pickle('}(', entries.flat(), 'u');
    const file = legacy(
      value,
      pickle(']', text('0'), 'a'),
      Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]),
      Buffer.alloc(4),
    );
    const { stateDicts } = readPytorch(file);
    expect(() => stateDicts[0]!.read()).toThrow('has tensors of 4194304000 values out of 1');
  });

  it('a file of zeros, packed', () => {
    const packed = gzipSync(Buffer.alloc(100_000_000));
    expect(() => readPytorch(packed)).toThrow('cannot be unpacked');
  });
});

describe('damaged files', () => {
  const files = ['pytorch', 'cases/W01', 'cases/W04', 'cases/W05'].flatMap((folder) =>
    readdirSync(new URL(folder, fixtures))
      .filter((name) => name.endsWith('.pth'))
      .map((name) => bytesOf(`${folder}/${name}`)),
  );
  const read = (bytes: Uint8Array) => {
    for (const dict of readPytorch(bytes).stateDicts) dict.read();
  };

  it('give a UserError or other tensors, never a crash', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 }),
        (original, changes) => {
          const bytes = Uint8Array.from(original);
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          try {
            read(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('that are cut off give a UserError', () => {
    for (const bytes of files)
      for (let length = 0; length < bytes.length - 1; length += 37)
        expect(() => read(bytes.subarray(0, length))).toThrow(UserError);
  });
});
