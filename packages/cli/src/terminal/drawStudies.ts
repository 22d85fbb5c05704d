import { verdictWords } from '@convbench/study';
import type { StudyResult, Verdict } from '@convbench/study';
import colors from 'picocolors';
import { drawTable } from './table.js';

const paint: Readonly<Record<Verdict, (text: string) => string>> = {
  confirmed: colors.green,
  'confirmed-with-limits': colors.yellow,
  refuted: colors.red,
  'cannot-tell': colors.yellow,
};

/** What studies came to, a line each. */
export function drawStudies(results: readonly StudyResult[]): string {
  return drawTable(
    ['', 'study', 'result', 'holds / fails / open'].map((title) => ({ title })),
    results.map(({ number, title, verdict, criteria }) => [
      String(number),
      title,
      paint[verdict](verdictWords[verdict]),
      (['holds', 'fails', 'open'] as const)
        .map((outcome) => criteria.filter((each) => each.outcome === outcome).length)
        .join(' / '),
    ]),
  );
}
