import { describe, expect, it } from 'vitest';
import { packState, unpackState, type StateBuffer } from './stateBuffers.js';

const buffer: StateBuffer = {
  input: 'state',
  shape: [2, 13],
  members: [
    { name: 'bias', shape: [2], layout: 'logical' },
    { name: 'weight', shape: [2, 3, 2, 2], layout: 'outputSpatialInput' },
  ],
};
const state = new Map([
  ['bias', Float32Array.of(-1, -2)],
  ['weight', Float32Array.from({ length: 24 }, (_, i) => i)],
]);

describe('packState', () => {
  it('lays members one after another, input channels of convolutions last', () => {
    const packed = packState(buffer, state);
    expect([...packed.subarray(0, 14)]).toEqual([-1, -2, 0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
    expect([...packed.subarray(14, 18)]).toEqual([12, 16, 20, 13]);
  });

  it('refuses a state that lacks a member or has another size', () => {
    expect(() => packState(buffer, new Map())).toThrow("'bias' has no values, not 2");
    const wrong = new Map([...state, ['weight', new Float32Array(5)]] as const);
    expect(() => packState(buffer, wrong)).toThrow("'weight' has 5 values, not 24");
  });
});

describe('unpackState', () => {
  it('is the inverse of packState and copies', () => {
    const packed = packState(buffer, state);
    const unpacked = unpackState([buffer], () => packed);
    packed.fill(0);
    expect(unpacked).toEqual(state);
  });
});
