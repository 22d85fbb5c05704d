import { afterEach, describe, expect, it } from 'vitest';
import { fileTree, type FileTree } from '../../../../test/support/fileTree.js';
import { powerSavingOf, readPowerState } from './powerState.js';

let tree: FileTree | undefined;
afterEach(() => tree?.remove());
const read = (files: Record<string, string>) => {
  tree?.remove();
  tree = fileTree(files);
  return readPowerState(tree.root);
};
const governor = (cpu: number, name: string) => ({
  [`sys/devices/system/cpu/cpu${cpu}/cpufreq/scaling_governor`]: `${name}\n`,
});
const supply = (name: string, type: string, status?: string, scope?: string) => ({
  [`sys/class/power_supply/${name}/type`]: `${type}\n`,
  ...(status !== undefined && { [`sys/class/power_supply/${name}/status`]: `${status}\n` }),
  ...(scope !== undefined && { [`sys/class/power_supply/${name}/scope`]: `${scope}\n` }),
});

describe('readPowerState', () => {
  it('names the governors of all CPUs', () => {
    expect(read({ ...governor(0, 'performance'), ...governor(1, 'performance') }).governor).toBe(
      'performance',
    );
    expect(read({ ...governor(0, 'powersave'), ...governor(1, 'performance') }).governor).toBe(
      'performance, powersave',
    );
    expect(read({ 'sys/devices/system/cpu/cpufreq/x': '' })).toEqual({
      governor: null,
      driver: null,
      preference: null,
      onBattery: null,
    });
  });

  it('tells a battery that is used from one that is charged, and from a mouse', () => {
    expect(read({}).onBattery).toBe(null);
    expect(read(supply('AC', 'Mains')).onBattery).toBe(null);
    expect(read(supply('BAT0', 'Battery', 'Discharging')).onBattery).toBe(true);
    expect(read(supply('BAT0', 'Battery', 'Charging')).onBattery).toBe(false);
    expect(read(supply('BAT0', 'Battery', 'Not charging')).onBattery).toBe(false);
    expect(read(supply('BAT0', 'Battery', 'Unknown')).onBattery).toBe(null);
    expect(read(supply('hid', 'Battery', 'Discharging', 'Device')).onBattery).toBe(null);
  });
});

describe('powerSavingOf', () => {
  const plain = { governor: null, driver: null, preference: null, onBattery: null };

  it('says what holds the machine back', () => {
    expect(powerSavingOf(plain)).toBe(undefined);
    expect(powerSavingOf({ ...plain, governor: 'performance', onBattery: false })).toBe(undefined);
    const governor = 'performance, powersave';
    expect(powerSavingOf({ ...plain, driver: 'acpi-cpufreq', governor, onBattery: true })).toBe(
      'the machine runs on battery; the frequency governor is performance, powersave',
    );
  });

  it("asks the processor's preference where 'powersave' is only a name", () => {
    const state = { ...plain, governor: 'powersave', driver: 'intel_pstate' };
    expect(powerSavingOf({ ...state, preference: 'balance_performance' })).toBe(undefined);
    expect(powerSavingOf({ ...state, preference: 'balance_power' })).toBe(
      'the processor is asked to prefer balance_power',
    );
    expect(powerSavingOf({ ...state, preference: 'power' })).toBeDefined();
  });
});
