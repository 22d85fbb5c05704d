import { describe, expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { viewRun } from './runView.js';
import { inputSizeOf, inputsText } from './slices.js';

describe('slices', () => {
  it('hold what may be compared, and are named by what differs', () => {
    const { slices } = viewRun(exampleResults());
    expect(slices.map(({ title, cells }) => [title, cells.length])).toEqual([
      ['ONNX Runtime (cpu), batch\u00a01', 4],
      ['ONNX Runtime (cpu), batch\u00a032', 4],
    ]);
  });

  it('name the input size and the threads where they vary', () => {
    const results = exampleResults();
    const cells = results.run.cells.map((cell, index) =>
      index === 0
        ? {
            ...cell,
            threads: 1,
            network: { ...cell.network, options: { ...cell.network.options, inputSize: 64 } },
          }
        : cell,
    );
    const { slices } = viewRun({ ...results, run: { ...results.run, cells }, cells: [] });
    expect(slices.map(({ title }) => title)).toEqual([
      'ONNX Runtime (cpu), batch\u00a01, 64\u00a0×\u00a064\u00a0px, 1\u00a0thread',
      'ONNX Runtime (cpu), batch\u00a01, 32\u00a0×\u00a032\u00a0px, 2\u00a0threads',
      'ONNX Runtime (cpu), batch\u00a032, 32\u00a0×\u00a032\u00a0px, 2\u00a0threads',
    ]);
  });

  it('are one where each network has its native size, which its name tells', () => {
    const results = exampleResults();
    const sized = results.run.cells.map((cell) => {
      const inputSize = cell.network.id === 'nin' ? 96 : 224;
      return {
        ...cell,
        network: { ...cell.network, options: { ...cell.network.options, inputSize } },
      };
    });
    const view = (inputSizes: (number | 'native')[]) =>
      viewRun({
        ...results,
        run: { ...results.run, cells: sized, config: { ...results.run.config, inputSizes } },
        cells: [],
      });
    expect(view([96, 224]).slices).toHaveLength(4);
    const { slices, networks, run, cells: planned } = view(['native']);
    expect(slices.map(({ title, cells }) => [title, cells.length])).toEqual([
      ['ONNX Runtime (cpu), batch\u00a01', 4],
      ['ONNX Runtime (cpu), batch\u00a032', 4],
    ]);
    expect(networks.find(({ id }) => id === 'nin')?.distinctiveOptions).toContain('96 px');
    expect(inputsText({ run, cells: planned })).toBe('native sizes');
    expect(inputsText({ run, cells: planned.slice(0, 1) })).toBe('96\u00a0×\u00a096\u00a0px');
  });

  it('keep scenarios apart, and weigh rates by the time of an image', () => {
    const results = exampleResults();
    const scenarios = ['latency', 'throughput', 'server'] as const;
    const cells = scenarios.flatMap((scenario) =>
      results.run.cells.slice(0, 1).map((cell) => ({ ...cell, id: scenario, scenario })),
    );
    const { slices } = viewRun({ ...results, run: { ...results.run, cells }, cells: [] });
    expect(slices.map(({ title, speed }) => [title, speed])).toEqual([
      ['ONNX Runtime (cpu), batch\u00a01', 'latencyMedian'],
      ['ONNX Runtime (cpu), best batch', 'timePerImage'],
      ['ONNX Runtime (cpu), server', 'timePerImage'],
    ]);
  });

  it('know no input size where the options hold none', () => {
    const [cell] = exampleResults().run.cells;
    if (cell === undefined) throw new TypeError('The example has cells.');
    expect(inputSizeOf({ network: { ...cell.network, options: {} } })).toBe(undefined);
  });
});
