import { afterEach, describe, expect, it } from 'vitest';
import { fileTree, type FileTree } from '../../../../test/support/fileTree.js';
import { startThrottleWatch } from './throttling.js';

let tree: FileTree | undefined;
afterEach(() => tree?.remove());

const device = 'sys/devices/system/cpu';
const clock = (mhz: number) => ({
  [`${device}/cpu0/cpufreq/scaling_cur_freq`]: `${mhz * 1000}\n`,
  [`${device}/cpu1/cpufreq/scaling_cur_freq`]: `${mhz * 1000 + 1000}\n`,
});
const watch = (files: Record<string, string>) => {
  tree = fileTree(files);
  return { tree, watch: startThrottleWatch([0, 1], { root: tree.root, intervalMs: 2 ** 30 }) };
};

describe('startThrottleWatch', () => {
  it('counts events of the kernel', () => {
    const counts = (events: number) => ({
      [`${device}/cpu0/thermal_throttle/core_throttle_count`]: `${events}\n`,
      [`${device}/cpu1/thermal_throttle/core_throttle_count`]: '4\n',
    });
    const quiet = watch(counts(3));
    expect(quiet.watch.stop()).toEqual({});
    quiet.tree.remove();
    const hot = watch(counts(3));
    hot.tree.write(counts(5));
    expect(hot.watch.stop()).toEqual({ throttled: 'the kernel counted 2 thermal events' });
  });

  it('sees a clock that sinks under load, but not the one that rises to it', () => {
    for (const [series, throttled] of [
      [[800, 3400, 3390, 3400, 2900, 2800, 2700, 2700], 'the clock sank from 3396 to 2701 MHz'],
      [[800, 3400, 3400, 3300, 3300, 3350, 3300, 3300], undefined],
    ] as const) {
      const { watch: started, tree: files } = watch(clock(series[0]));
      for (const mhz of series.slice(1)) {
        files.write(clock(mhz));
        started.sample();
      }
      const facts = started.stop();
      expect('throttled' in facts ? facts.throttled : undefined).toBe(throttled);
      files.remove();
    }
  });

  it('sees a processor that is used as a cooling device', () => {
    const cooling = (state: number) => ({
      'sys/class/thermal/cooling_device0/type': 'Fan\n',
      'sys/class/thermal/cooling_device0/cur_state': '9\n',
      'sys/class/thermal/cooling_device1/type': 'Processor\n',
      'sys/class/thermal/cooling_device1/cur_state': `${state}\n`,
    });
    const { watch: started, tree: files } = watch(cooling(0));
    files.write(cooling(3));
    started.sample();
    files.write(cooling(0));
    expect(started.stop()).toEqual({ throttled: 'the processor was slowed down to cool it' });
  });

  it('says where the system shows nothing', () => {
    expect(watch({}).watch.stop()).toEqual({
      notMeasured: expect.stringContaining('neither clocks nor throttling'),
    });
  });
});
