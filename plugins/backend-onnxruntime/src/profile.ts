/** @file Where the time of a network goes, read from a profile that onnxruntime writes. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { elementCount } from '@convbench/graph';
import type { Profile } from '@convbench/spec';
import type { InferenceSession } from 'onnxruntime-node';
import type { Runtime } from './runtime.js';

/** What onnxruntime writes while it profiles, as far as it is read here: Chrome's trace events, in microseconds. */
export interface ProfileEvent {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly args?: { readonly op_name?: string; readonly provider?: string };
}

/** The first one compiles and packs. */
const PROFILED_RUNS = 2;

/** A model to be run once more, with a profile. */
export interface Profiled {
  readonly runtime: Runtime;
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  readonly output: string;
  /** Opens the model with a prefix for the file of its profile. */
  open(profilePrefix: string): Promise<InferenceSession>;
}

/** Runs a model until it is warm and reads the profile of its last run. */
export async function profileRuns({ runtime, input, output, open }: Profiled): Promise<Profile> {
  return readProfile(async (prefix) => {
    const session = await open(prefix);
    const images = new Float32Array(elementCount(input.shape));
    const feeds = { [input.name]: new runtime.Tensor('float32', images, [...input.shape]) };
    for (let run = 0; run < PROFILED_RUNS; run++) await session.run(feeds, [output]);
    session.endProfiling();
    await session.release();
  });
}

/**
 * Runs `task` with a prefix for the profile that it makes onnxruntime write, and reads that profile.
 *
 * @param task ends the profile before it resolves.
 */
export async function readProfile(task: (prefix: string) => Promise<void>): Promise<Profile> {
  const directory = await mkdtemp(join(tmpdir(), 'convbench-profile-'));
  try {
    await task(join(directory, 'profile'));
    const [file] = await readdir(directory);
    if (file === undefined) throw new Error('onnxruntime wrote no profile.');
    const events = JSON.parse(await readFile(join(directory, file), 'utf8')) as ProfileEvent[];
    return lastRun(events);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const KERNEL_TIME = '_kernel_time';

/**
 * The last run in the profile; the ones before it warm up. Copies between the devices count as nodes of the device, and a
 * GPU's nodes are only handed over in the time that they show.
 */
export function lastRun(events: readonly ProfileEvent[]): Profile {
  const run = events.filter(({ name }) => name === 'model_run').at(-1);
  if (run === undefined) throw new Error("onnxruntime's profile holds no run.");
  return {
    nodes: events
      .filter(
        ({ cat, name, ts }) =>
          cat === 'Node' && name.endsWith(KERNEL_TIME) && ts >= run.ts && ts <= run.ts + run.dur,
      )
      .map(({ name, dur, args }) => ({
        name: name.slice(0, -KERNEL_TIME.length),
        operator: args?.op_name ?? 'unknown',
        on: args?.provider === 'CPUExecutionProvider' ? 'cpu' : 'device',
        milliseconds: dur / 1000,
      })),
    runMilliseconds: run.dur / 1000,
  };
}
