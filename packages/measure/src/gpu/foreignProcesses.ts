import type { ProcessOnGpu } from './nvidiaQuery.js';

/** Who else used a GPU. */
export type ForeignProcesses =
  | { readonly pids: readonly number[] }
  /** Inside of a container the driver's numbers are those outside, so that our own is not known. */
  | { readonly unnamed: number };

/** Of the processes that the driver listed, those on the GPU with this UUID that are not `ours`. */
export function foreignProcesses(
  processes: readonly ProcessOnGpu[],
  ours: readonly number[],
  uuid: string,
): ForeignProcesses {
  const listed = [
    ...new Set(processes.filter((each) => each.uuid === uuid).map((each) => each.pid)),
  ].sort((a, b) => a - b);
  const others = listed.filter((each) => !ours.includes(each));
  if (others.length < listed.length) return { pids: others };
  // So many of them may be ours.
  return { unnamed: Math.max(0, listed.length - ours.length) };
}
