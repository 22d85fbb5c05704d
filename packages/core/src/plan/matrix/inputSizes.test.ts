import { matrixConfigSchema } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { findVariant } from '../plugins/find.js';
import { loadPlugins } from '../plugins/loadPlugins.js';
import { allInputSizes, inputSizesOf } from './inputSizes.js';

const plugins = await loadPlugins({ specifiers: [], directory: process.cwd() });
const config = (inputSizes: (number | 'native')[], ids: string[]) =>
  matrixConfigSchema.parse({ architectures: ids, inputSizes });

describe('input sizes of a matrix', () => {
  it('takes the published size where native is asked for', () => {
    const matrix = config(['native'], ['googlenet-v3', 'resnet18']);
    expect(inputSizesOf(findVariant(plugins, 'googlenet-v3'), matrix)).toEqual([299]);
    expect(inputSizesOf(findVariant(plugins, 'resnet18'), matrix)).toEqual([224]);
    expect(allInputSizes(matrix, plugins)).toEqual([299, 224]);
  });

  it('has each size once', () => {
    const matrix = config([224, 'native', 32, 224], ['resnet18']);
    expect(inputSizesOf(findVariant(plugins, 'resnet18'), matrix)).toEqual([224, 32]);
    expect(allInputSizes(matrix, plugins)).toEqual([224, 32]);
  });

  it('leaves unknown networks for the plan to name', () => {
    expect(allInputSizes(config(['native'], ['no-such-net']), plugins)).toEqual([]);
  });
});
