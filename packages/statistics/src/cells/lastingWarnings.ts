import { isMeasured } from '@convbench/spec/plain';
import type { CellRecord, Measured, MeasuredCellRecord, Warning } from '@convbench/spec';
import { relativeHalfWidth } from '../summary/spread.js';

/** Above it, differences of a few percent are not to be seen. */
const NOISY_ABOVE = 0.05;

/** What one process may suffer without harm to a cell of several: its figures are medians over them. */
const OF_ONE_PROCESS: readonly Warning['kind'][] = [
  'few-samples',
  'drifting',
  'bimodal',
  'warm-up-unstable',
  'contended',
];

export const isCold = ({ warnings }: Pick<MeasuredCellRecord, 'warnings'>): boolean =>
  warnings.some(({ kind }) => kind === 'cold-cache');

/** Whether the records are of convbench since processes take turns. */
export const tookTurns = (rounds: readonly CellRecord[]): boolean =>
  rounds.every((record) => record.status === 'failed' || record.turns !== undefined);

/**
 * What is wrong with the figures of a cell, of each kind the worst. What more processes have mended is no warning: what
 * happened to half of them or fewer, scatter that the cell's interval does not show, and loads from a disk, which concern
 * the load time alone (`coldLoads`).
 */
export function lastingWarnings(rounds: readonly CellRecord[], median: Measured): Warning[] {
  const all = rounds.flatMap(({ warnings }) => warnings);
  if (!tookTurns(rounds)) return worstOfEachKind(all);
  const processes = rounds.filter(({ status }) => status === 'measured').length;
  const having = (kind: Warning['kind']) =>
    rounds.filter(({ warnings }) => warnings.some((each) => each.kind === kind)).length;
  const lasting = worstOfEachKind(all).filter(({ kind }) => {
    if (kind === 'noisy' || kind === 'cold-cache') return false;
    return !OF_ONE_PROCESS.includes(kind) || 2 * having(kind) > processes;
  });
  const halfWidth = relativeHalfWidth(median);
  return isMeasured(halfWidth) && halfWidth.value > NOISY_ABOVE
    ? [{ kind: 'noisy', relativeHalfWidth: halfWidth.value }, ...lasting]
    : lasting;
}

/** How bad a warning is among those of its kind; without a number they are alike. */
function severity(warning: Warning): number {
  switch (warning.kind) {
    case 'noisy':
      return warning.relativeHalfWidth;
    case 'drifting':
      return Math.abs(warning.relativeChange);
    case 'bimodal':
      return warning.slowMs / warning.fastMs;
    case 'contended':
      return warning.otherShare;
    case 'few-samples':
      return -warning.samples;
    case 'cold-cache':
      return warning.bytesRead;
    default:
      return 0;
  }
}

function worstOfEachKind(warnings: readonly Warning[]): Warning[] {
  const worst = new Map<string, Warning>();
  for (const warning of warnings) {
    const key =
      warning.kind === 'imported-model-note' ? `${warning.kind} ${warning.note}` : warning.kind;
    const known = worst.get(key);
    if (known === undefined || severity(warning) > severity(known)) worst.set(key, warning);
  }
  return [...worst.values()];
}
