import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { readPlacement, summarizePlacement, type ProfileEvent } from './placement.js';

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

describe('summarizePlacement', () => {
  it('counts the nodes and the time of the last run', () => {
    expect(summarizePlacement(events)).toEqual({
      operators: ['LRN'],
      shareOfNodes: 0.5,
      shareOfTime: 0.25,
    });
  });

  it('finds nothing where all is on the device, and refuses a profile without a run', () => {
    expect(summarizePlacement(events.filter(({ args }) => args?.provider !== CPU))).toEqual({
      operators: [],
      shareOfNodes: 0,
      shareOfTime: 0,
    });
    expect(() => summarizePlacement([])).toThrow('no run');
  });
});

describe('readPlacement', () => {
  it('reads the profile and leaves nothing behind', async () => {
    const before = await readdir(tmpdir());
    const placement = await readPlacement((prefix) =>
      writeFile(`${prefix}_2026.json`, JSON.stringify(events)),
    );
    expect(placement.operators).toEqual(['LRN']);
    await expect(readPlacement(() => Promise.resolve())).rejects.toThrow('no profile');
    const left = (await readdir(tmpdir())).filter((name) => name.startsWith('convbench-profile-'));
    expect(left.filter((name) => !before.includes(name))).toEqual([]);
  });
});
