import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { lastRun, readProfile, type ProfileEvent } from './profile.js';

const node = (ts: number, dur: number, op: string, provider: string): ProfileEvent => ({
  cat: 'Node',
  name: `layer${ts}_kernel_time`,
  ts,
  dur,
  args: { op_name: op, provider },
});
const CPU = 'CPUExecutionProvider';
const GPU = 'WebGpuExecutionProvider';

const events: readonly ProfileEvent[] = [
  { cat: 'Session', name: 'model_run', ts: 0, dur: 900 },
  node(10, 800, 'Conv', CPU),
  node(1010, 20, 'Conv', GPU),
  node(1050, 30, 'LRN', CPU),
  { ...node(1050, 30, 'LRN', CPU), name: 'norm_fence_before' },
  node(1100, 20, 'LRN', CPU),
  node(1150, 10, 'Gemm', GPU),
  { cat: 'Session', name: 'model_run', ts: 1000, dur: 200 },
];

describe('lastRun', () => {
  it('has the kernels of the last run, with who computed them', () => {
    const { nodes, runMilliseconds } = lastRun(events);
    expect(runMilliseconds).toBe(0.2);
    expect(nodes).toEqual([
      { name: 'layer1010', operator: 'Conv', on: 'device', milliseconds: 0.02 },
      { name: 'layer1050', operator: 'LRN', on: 'cpu', milliseconds: 0.03 },
      { name: 'layer1100', operator: 'LRN', on: 'cpu', milliseconds: 0.02 },
      { name: 'layer1150', operator: 'Gemm', on: 'device', milliseconds: 0.01 },
    ]);
  });

  it('refuses a profile without a run', () => {
    expect(() => lastRun([])).toThrow('no run');
  });
});

describe('readProfile', () => {
  it('reads the profile and leaves nothing behind', async () => {
    const before = await readdir(tmpdir());
    const { nodes } = await readProfile((prefix) =>
      writeFile(`${prefix}_2026.json`, JSON.stringify(events)),
    );
    expect(nodes).toHaveLength(4);
    await expect(readProfile(() => Promise.resolve())).rejects.toThrow('no profile');
    const left = (await readdir(tmpdir())).filter((name) => name.startsWith('convbench-profile-'));
    expect(left.filter((name) => !before.includes(name))).toEqual([]);
  });
});
