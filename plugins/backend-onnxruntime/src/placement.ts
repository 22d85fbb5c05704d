/** @file Which nodes of a network onnxruntime computes on the CPU, read from a profile of its own. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CpuNodes } from '@convbench/spec';

/** What onnxruntime writes while it profiles, as far as it is read here: Chrome's trace events, in microseconds. */
export interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly args?: { readonly op_name?: string; readonly provider?: string };
}

/**
 * Runs `task` with a prefix for the profile that it makes onnxruntime write, and reads that profile.
 *
 * @param task ends the profile before it resolves.
 */
export async function readPlacement(task: (prefix: string) => Promise<void>): Promise<CpuNodes> {
  const directory = await mkdtemp(join(tmpdir(), 'convbench-profile-'));
  try {
    await task(join(directory, 'profile'));
    const [file] = await readdir(directory);
    if (file === undefined) throw new Error('onnxruntime wrote no profile.');
    const events = JSON.parse(await readFile(join(directory, file), 'utf8')) as ProfileEvent[];
    return summarizePlacement(events);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Of the last run in the profile; the ones before it warm up. Copies between the devices count as nodes of the device,
 * and a GPU's nodes are only handed over in the time that they show, so that the share of time is that of the whole run.
 */
export function summarizePlacement(events: readonly ProfileEvent[]): CpuNodes {
  const run = events.filter(({ name }) => name === 'model_run').at(-1);
  if (run === undefined) throw new Error("onnxruntime's profile holds no run.");
  const nodes = events.filter(
    ({ cat, name, ts }) =>
      cat === 'Node' && name.endsWith('_kernel_time') && ts >= run.ts && ts <= run.ts + run.dur,
  );
  const onCpu = nodes.filter(({ args }) => args?.provider === 'CPUExecutionProvider');
  const cpuTime = onCpu.reduce((sum, { dur }) => sum + dur, 0);
  return {
    operators: [...new Set(onCpu.map(({ args }) => args?.op_name ?? 'unknown'))].sort(),
    shareOfNodes: nodes.length === 0 ? 0 : onCpu.length / nodes.length,
    shareOfTime: Math.min(1, cpuTime / run.dur),
  };
}
