import { isMeasured, type Measured } from '@convbench/spec';
import { afterEach, describe, expect, it } from 'vitest';
import { fileTree, type FileTree } from '../../../../test/support/fileTree.js';
import { startRaplMeter } from './raplMeter.js';

let tree: FileTree | undefined;
afterEach(() => tree?.remove());

const zone = (folder: string, name: string, microjoules: number, range = 262_143_328_850) => ({
  [`sys/class/powercap/${folder}/name`]: `${name}\n`,
  [`sys/class/powercap/${folder}/energy_uj`]: `${microjoules}\n`,
  [`sys/class/powercap/${folder}/max_energy_range_uj`]: `${range}\n`,
});

function value(figure: Measured): number {
  if (!isMeasured(figure)) throw new Error(figure.notMeasured);
  return figure.value;
}

function started(files: Record<string, string>) {
  const made = fileTree(files);
  tree = made;
  const time = { now: 0 };
  const meter = startRaplMeter({ root: made.root, intervalMs: 2 ** 30, clock: () => time.now });
  if ('notMeasured' in meter) throw new Error(meter.notMeasured);
  const at = (now: number, files: Record<string, string>): void => {
    made.write(files);
    time.now = now;
    meter.sample();
  };
  return { meter, at };
}

describe('startRaplMeter', () => {
  it('adds up packages and memory, and nothing twice', () => {
    const counters = (package0: number, package1: number, dram: number, rest: number) => ({
      ...zone('intel-rapl:0', 'package-0', package0),
      ...zone('intel-rapl:1', 'package-1', package1),
      ...zone('intel-rapl:0:0', 'core', rest),
      ...zone('intel-rapl:0:1', 'dram', dram),
      ...zone('intel-rapl:2', 'psys', rest),
      ...zone('intel-rapl-mmio:0', 'package-0', rest),
    });
    const { meter, at } = started(counters(1e6, 2e6, 3e6, 0));
    at(1000, counters(11e6, 22e6, 33e6, 99e6));
    at(3000, counters(31e6, 22e6, 33e6, 999e6));
    const joules = (fromMs: number, toMs: number) => value(meter.readings.joules({ fromMs, toMs }));
    expect(joules(0, 1000)).toBeCloseTo(10 + 20 + 30, 9);
    expect(joules(1000, 3000)).toBeCloseTo(20, 9);
    expect(joules(500, 2000)).toBeCloseTo(30 + 10, 9);
    expect(meter.readings.method({ fromMs: 0, toMs: 1 })).toContain('package-0, dram, package-1');
    expect(meter.readings.estimated).toBe(false);
    meter.stop();
  });

  it('goes on when a counter begins again', () => {
    const counter = (microjoules: number) => zone('intel-rapl:0', 'package-0', microjoules, 100e6);
    const { meter, at } = started(counter(90e6));
    at(1000, counter(5e6));
    at(2000, counter(60e6));
    at(3000, counter(1e6));
    expect(value(meter.readings.joules({ fromMs: 0, toMs: 1000 }))).toBeCloseTo(15, 9);
    expect(value(meter.readings.joules({ fromMs: 0, toMs: 3000 }))).toBeCloseTo(15 + 55 + 41, 9);
  });

  it('knows only the time in which it was read', () => {
    const { meter, at } = started(zone('intel-rapl:0', 'package-0', 0));
    at(1000, {});
    expect(meter.readings.joules({ fromMs: 500, toMs: 1500 })).toEqual({
      notMeasured: 'the energy counters were not read throughout that time',
    });
  });

  it('says why there is no meter', () => {
    tree = fileTree();
    expect(startRaplMeter({ root: tree.root })).toEqual({
      notMeasured: expect.stringContaining('shows no energy counters (RAPL)'),
    });
    tree.write({ 'sys/class/powercap/intel-rapl:0/name': 'package-0\n' });
    expect(startRaplMeter({ root: tree.root })).toEqual({
      notMeasured: expect.stringContaining('may be read by root only'),
    });
    tree.write(zone('intel-rapl:0', 'psys', 1));
    expect(startRaplMeter({ root: tree.root })).toEqual({
      notMeasured: 'the system shows no energy counters of a processor package',
    });
  });
});
