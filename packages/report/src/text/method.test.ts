import { summarizeCell } from '@convbench/statistics';
import { describe, expect, it } from 'vitest';
import { withMeasured } from '../../../../test/support/changedResults.js';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { viewRun } from '../view/runView.js';
import { confidenceText, hostRows, methodRows } from './method.js';

describe('methodRows', () => {
  it('say what the run was told', () => {
    const rows = Object.fromEntries(methodRows(viewRun(exampleResults())));
    expect(rows['Stop rule']).toBe(
      'Until the spread within the process no longer matters beside that between processes, after at least 0.300\u00a0s and 5 samples; no longer than 3\u00a0s.',
    );
    expect(rows['Intervals']).toMatch(/^95\u00a0% confidence.*Wilson.*bootstrap/);
    expect(rows['MACs']).toContain('Conv, Gemm, MatMul');
    expect(rows['Accuracy']).toContain('All test images');
  });

  it('name the number of images where not all were used', () => {
    const results = exampleResults();
    const measuring = { ...results.run.config.measuring, accuracyImages: 500 };
    const config = { ...results.run.config, measuring };
    const rows = methodRows(viewRun({ ...results, run: { ...results.run, config } }));
    expect(Object.fromEntries(rows)['Accuracy']).toContain('The first 500 test images');
  });
});

describe('the intervals', () => {
  const text = (rounds: number) => {
    const results = exampleResults();
    const cells = results.cells.map(({ cell, rounds: [first] }) => ({
      cell,
      rounds: first ? Array.from({ length: rounds }, (_, at) => ({ ...first, round: at + 1 })) : [],
    }));
    return Object.fromEntries(methodRows(viewRun({ ...results, cells })))['Intervals'];
  };

  it('are named after the number of processes', () => {
    expect(text(1)).toMatch(/Times of one process: percentile bootstrap/);
    expect(text(1)).not.toContain('Student');
    expect(text(3)).toMatch(/several processes: Student’s t/);
    expect(text(3)).not.toContain('bootstrap');
    expect(text(14)).toMatch(/14 processes or more: percentile bootstrap over the processes/);
  });
});

describe('confidenceText', () => {
  const records = (confidence: number) =>
    withMeasured((record, index) => ({
      ...record,
      imagesPerSecond: { value: 2, interval: { low: 1, high: 3, confidence } },
      ...(index === 0 ? {} : { warnings: [] }),
    })).cells.flatMap((results) => summarizeCell(results, exampleResults()) ?? []);

  it('states one level, or all', () => {
    expect(confidenceText(records(0.95))).toBe('95\u00a0%');
    expect(confidenceText(records(0.99))).toBe('95\u00a0%, 99\u00a0%');
    expect(confidenceText([])).toBe('');
  });
});

describe('hostRows', () => {
  it('guess nothing', () => {
    const rows = Object.fromEntries(hostRows(viewRun(exampleResults())));
    expect(rows['Cores']).toBe('2 CPUs allowed of 4 logical; physical cores: unknown');
    expect(rows['GPU']).toBe('none found');
    expect(rows['Virtual machine']).toBe('yes');
    expect(rows['Engines']).toBe('ONNX Runtime 1.30.0');
  });

  it('name GPUs, and unknown memory not as 0', () => {
    const results = exampleResults();
    const gpus = [
      { model: 'A', memoryBytes: 8e9 },
      { model: 'B', memoryBytes: null },
    ];
    const host = { ...results.run.host, gpus, virtualMachine: null, cpuMaxMhz: null };
    const view = viewRun({ ...results, run: { ...results.run, host }, cells: [], trainings: [] });
    const rows = Object.fromEntries(hostRows(view));
    expect(rows['GPU']).toBe('A, 8\u00a0GB; B');
    expect(rows['Virtual machine']).toBe('unknown');
    expect(rows['Processor']).toBe('Example CPU @ 2.80 GHz');
    expect(rows['Engines']).toBe('unknown');
  });
});
