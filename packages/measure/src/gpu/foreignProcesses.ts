import type { ProcessOnGpu } from './nvidiaQuery.js';

/** Who else used a GPU. */
export type ForeignProcesses =
  | { readonly pids: readonly number[] }
  /** Inside of a container the driver's numbers are those outside, so that our own is not known. */
  | { readonly unnamed: number };

/** Of the processes that the driver listed, those on the GPU with this UUID that are not `pid`. */
export function foreignProcesses(
  processes: readonly ProcessOnGpu[],
  pid: number,
  uuid: string,
): ForeignProcesses {
  const listed = [
    ...new Set(processes.filter((each) => each.uuid === uuid).map((each) => each.pid)),
  ].sort((a, b) => a - b);
  if (listed.includes(pid)) return { pids: listed.filter((each) => each !== pid) };
  // One of them may be ours.
  return { unnamed: Math.max(0, listed.length - 1) };
}
