import { expect, it } from 'vitest';
import { float, model, node } from '../../../../../test/support/onnxModels.js';
import { decodeOnnxMessage } from '../message.js';
import type { ModelProto } from '../onnx_pb.js';
import { readOpaqueOnnx } from './readOpaqueOnnx.js';
import { runnableOnnx } from './runnableOnnx.js';

const run = (message: ModelProto, batchSize: number) =>
  runnableOnnx(message, readOpaqueOnnx(message), batchSize);
const imageOf = (bytes: Uint8Array) => {
  const [image] = decodeOnnxMessage(bytes).graph?.input ?? [];
  const type = image?.type?.value;
  const dimensions = type?.case === 'tensorType' ? type.value.shape?.dim : undefined;
  return [image?.name, dimensions?.map(({ value }) => Number(value.value))];
};

it('fixes the shape of the images and leaves the rest and the message as they are', () => {
  const message = decodeOnnxMessage(model([node('HardSwish', ['x'], ['y'])]));
  const { bytes, input, output } = run(message, 3);
  expect([input, output]).toEqual([{ name: 'x', shape: [3, 2, 4, 4] }, 'y']);
  expect(imageOf(bytes)).toEqual(['x', [3, 2, 4, 4]]);
  expect(decodeOnnxMessage(bytes).graph?.node).toEqual(message.graph?.node);
  expect(imageOf(run(message, 5).bytes)[1]).toEqual([5, 2, 4, 4]);
});

it('turns planes around for a file that takes channels last', () => {
  const message = decodeOnnxMessage(
    model([node('HardSwish', ['x'], ['y'])], { input: ['N', 16, 12, 3] }),
  );
  const { bytes, input } = run(message, 2);
  expect(input).toEqual({ name: 'x/planes', shape: [2, 3, 16, 12] });
  expect(imageOf(bytes)).toEqual(['x/planes', [2, 3, 16, 12]]);
  const [transpose] = decodeOnnxMessage(bytes).graph?.node ?? [];
  expect(transpose).toMatchObject({ opType: 'Transpose', input: ['x/planes'], output: ['x'] });
  expect(transpose?.attribute[0]?.ints).toEqual([0n, 2n, 3n, 1n]);
});

it('takes weights from files beside the model in', () => {
  const message = decodeOnnxMessage(
    model([node('Mystery', ['x', 't'], ['y'])], { initializers: [float('t', [2])] }),
  );
  const [tensor] = message.graph?.initializer ?? [];
  const { rawData = new Uint8Array() } = tensor ?? {};
  const entry = (key: string, value: string) => ({
    $typeName: 'onnx.StringStringEntryProto',
    key,
    value,
  });
  Object.assign(tensor ?? {}, {
    rawData: new Uint8Array(),
    dataLocation: 1,
    externalData: [entry('location', 'w.bin'), entry('offset', '8')],
  });
  const asked: unknown[] = [];
  const readExternalData = (...words: unknown[]) => {
    asked.push(words);
    return rawData;
  };
  const { bytes } = runnableOnnx(message, readOpaqueOnnx(message, { readExternalData }), 1, {
    readExternalData,
  });
  expect(asked.at(-1)).toEqual(['w.bin', 8, 8]);
  expect(decodeOnnxMessage(bytes).graph?.initializer[0]).toMatchObject({
    externalData: [],
    rawData,
  });
});
