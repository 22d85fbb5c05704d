import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { matrixSpecifiers } from './matrixSpecifiers.js';
import { isModelPath, modelId, modelPluginName, modelUrl } from './modelPath.js';

it.each([
  ['./model.onnx', true],
  ['MODEL.ONNX', true],
  ['nin', false],
  ['./onnx', false],
  ['model.onnx.ts', false],
])('%s is a model: %s', (specifier, expected) => {
  expect(isModelPath(specifier)).toBe(expected);
});

it.each([
  ['./model.onnx', 'model.onnx'],
  ['model.onnx', 'model.onnx'],
  ['./nets/../nets/a b.onnx', 'nets/a b.onnx'],
  ['..\\nets\\a.onnx', '../nets/a.onnx'],
  ['/home/somebody/model.onnx', 'model.onnx'],
  ['file:///home/somebody/a%20b.onnx', 'a b.onnx'],
])('%s is called %s', (specifier, id) => {
  expect(modelId(specifier)).toBe(id);
});

it('gives plugins names that the contract allows, one for each id', () => {
  const names = ['model.onnx', 'a/model.onnx', 'a-model.onnx', 'Ä.onnx'].map(modelPluginName);
  for (const name of names) expect(name).toMatch(/^onnx(-[a-z0-9]+)+$/);
  expect(new Set(names).size).toBe(names.length);
});

it('resolves against the folder of the config, whatever stands in the path', () => {
  const url = modelUrl('./a#b %41?.onnx', '/nets');
  expect(url).toBe(pathToFileURL(join('/nets', 'a#b %41?.onnx')).href);
  expect(modelUrl(url, '/elsewhere')).toBe(url);
  expect(isModelPath(url)).toBe(true);
});

it('loads the files among the architectures of a matrix, each once', () => {
  const architectures = ['nin', './a.onnx', './a.onnx', 'b.onnx'].map((id) => ({
    id,
    options: {},
  }));
  expect(matrixSpecifiers({ plugins: ['p', 'b.onnx'], architectures })).toEqual([
    'p',
    'b.onnx',
    './a.onnx',
  ]);
});
