import { importPlugin } from '../../plan/plugins/importPlugin.js';
import type { MeasureTask } from './messages.js';
import { runChild } from './runChild.js';
import type { ChildOptions, ChildOutcome } from './childOutcome.js';

/**
 * Checks a device that may compute wrongly, before a cell is measured on it for the first time: in a process of its own,
 * so that the memory that it takes is not the cell's.
 */
export async function runConformance(
  { cell, batchSize, architecture, backend: reference, tf32 }: MeasureTask,
  options: ChildOptions,
  onPhase: (phase: string) => void,
): Promise<ChildOutcome<'conformance'>> {
  const backend = await importPlugin(reference, 'backend');
  if (backend.checkedAgainst?.[cell.backend.device] === undefined)
    return { state: 'result', result: undefined };
  return runChild(
    { kind: 'conformance', cell, batchSize, architecture, backend: reference, tf32 },
    options,
    { onPhase },
  );
}
