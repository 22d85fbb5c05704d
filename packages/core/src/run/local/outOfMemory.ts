import { totalmem } from 'node:os';
import { memoryLimitBytes } from '@convbench/measure';

/** How engines, the C++ library, drivers and V8 say it. */
const words = [
  /out of (device |host )?memory/i,
  /bad_alloc/,
  /failed to allocate/i,
  /allocation failed/i,
  /cannot allocate memory/i,
  /\bENOMEM\b/,
  /OOM when allocating/,
  /OUT_OF_(DEVICE_|HOST_)?MEMORY/,
];

/** Whether a message, or what a process printed last, says that memory ran out. */
export function saysOutOfMemory(...texts: readonly (string | undefined)[]): boolean {
  return texts.some((text) => text !== undefined && words.some((word) => word.test(text)));
}

/** Of the machine's memory; a process that was killed beyond it was most likely killed for it. */
const likelyShare = 0.7;

/** The system does not say why it killed a process; one that had taken most of the memory was in its way. */
export function wasLikelyKilledForMemory(
  exitSignal: string | null,
  peakRssBytes: number | undefined,
  memoryBytes = memoryLimitBytes() ?? totalmem(),
): boolean {
  return exitSignal === 'SIGKILL' && (peakRssBytes ?? 0) > likelyShare * memoryBytes;
}
