import { expect, it } from 'vitest';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { viewRun } from '../view/runView.js';
import { machineName } from './machineName.js';

it('names the processor, and the GPUs that something was measured on', () => {
  const results = exampleResults();
  const { cpuModel, allowedCpus } = results.run.host;
  const processor = `${cpuModel}, ${allowedCpus}\u00a0CPUs`;
  const view = viewRun(results);
  const onCpu = view.cells.map((cell) => ({
    ...cell,
    records: cell.records.map((record) => ({ ...record, gpu: { notMeasured: 'none' } })),
  }));
  expect(machineName({ run: view.run, cells: onCpu })).toBe(processor);
  const gpu = (name: string) => ({
    ...{ name, samples: 1, throttleReasons: [] },
    ...{ powerWatts: { value: 1 }, temperatureCelsius: { value: 1 }, utilization: { value: 1 } },
    clockMhz: { lowest: { value: 1 }, median: { value: 1 } },
  });
  const onGpus = onCpu.map((cell, index) => ({
    ...cell,
    records: cell.records.map((record) => ({ ...record, gpu: gpu(index > 1 ? 'A' : 'B') })),
  }));
  expect(machineName({ run: view.run, cells: onGpus })).toBe(`${processor}, B, A`);
});
