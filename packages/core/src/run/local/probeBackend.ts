import { isUserError } from '@convbench/spec';
import type { Availability } from '@convbench/spec';
import type { PluginReference } from '../../plan/plugins/types.js';
import { runChild } from './runChild.js';
import type { TaskOutcome } from '../tasks/messages.js';

/** Compiling the kernels of a GPU for the first time takes a while. */
const probeTimeLimitMs = 120_000;

/** Probes a device in a process of its own; what goes wrong there makes it unavailable, with the reason. */
export async function probeBackend(
  backend: PluginReference,
  device: string,
  options: { readonly timeLimitMs?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<Availability> {
  const { timeLimitMs = probeTimeLimitMs, signal = new AbortController().signal } = options;
  let outcome: TaskOutcome<'probe'>;
  try {
    outcome = await runChild({ kind: 'probe', backend, device }, { timeLimitMs, signal });
  } catch (error) {
    // The environment of its process could not be made: there is no such device.
    if (!isUserError(error)) throw error;
    return { available: false, reason: error.problem, remedy: error.remedy };
  }
  if (outcome.state === 'result') return outcome.result;
  if (outcome.state === 'aborted')
    return { available: false, reason: 'The probe was interrupted.', remedy: 'Run again.' };
  const { failure } = outcome;
  const output =
    failure.standardError === undefined
      ? ''
      : ` It said: ${failure.standardError.split('\n').at(-1) ?? ''}`;
  return {
    available: false,
    reason: `Probing failed: ${failure.message}${output}`,
    remedy: failure.remedy ?? 'See `convbench doctor`; choose another device until it is mended.',
  };
}
