import type { RunResults } from '@convbench/spec';
import type { StudyResult } from '../result.js';

/** What a page says of the records that it rests on. */
export function describeRun(name: string, { run, cells }: RunResults): StudyResult['runs'][number] {
  const records = cells.flatMap(({ rounds }) => rounds);
  const engines = records.flatMap((record) =>
    record.status === 'measured'
      ? [
          `${record.cell.backend.name} ${record.engineVersion}, ${record.cell.backend.device} × ${record.cell.threads}`,
        ]
      : [],
  );
  const warned = new Map<string, number>();
  for (const { warnings } of records)
    for (const kind of new Set(warnings.map((warning) => warning.kind)))
      warned.set(kind, (warned.get(kind) ?? 0) + 1);
  return {
    name,
    runId: run.runId,
    startedAt: run.startedAt,
    host: run.host,
    engines: [...new Set(engines)].sort(),
    processes: records.length,
    warnings: [...warned]
      .map(([kind, processes]) => ({ kind, processes }))
      .sort((a, b) => (a.kind < b.kind ? -1 : 1)),
  };
}
