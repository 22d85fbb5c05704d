import { expect, it } from 'vitest';
import { didYouMean, nearest } from './suggest.js';

const choices = ['nin', 'vgg11', 'googlenet-v1-d2l', 'onnxruntime'];

it.each([
  ['onnxruntme', 'onnxruntime'],
  ['ONNXRuntime', 'onnxruntime'],
  ['vgg-11', 'vgg11'],
  ['googlenet', 'googlenet-v1-d2l'],
  ['nni', 'nin'],
])('%s is probably %s', (given, expected) => {
  expect(nearest(given, choices)).toBe(expected);
});

it.each(['tensorflow', 'resnet50', 'x', ''])('%j is none of them', (given) => {
  expect(nearest(given, choices)).toBeUndefined();
  expect(didYouMean(given, choices)).toBe('');
});

it('has nothing to suggest without choices', () => {
  expect(nearest('nin', [])).toBeUndefined();
});
