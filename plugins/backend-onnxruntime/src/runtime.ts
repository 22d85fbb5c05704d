/** @file Loads onnxruntime's native library when it is needed, not when the plugin is imported. */
import { UserError } from '@convbench/spec/plain';
import type * as onnxruntimeNode from 'onnxruntime-node';

export type Runtime = typeof onnxruntimeNode;

export const ROOM = 'backend-onnxruntime';

/** @throws UserError when the library is not installed or does not load on this machine. */
export async function loadRuntime(): Promise<Runtime> {
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    throw new UserError(
      ROOM,
      `The native library of onnxruntime-node does not load: ${(cause as Error).message}.`,
      'Run `npm ci` again on this machine: the library differs by operating system and processor.',
      { cause },
    );
  }
}
