import type { PeakRecord } from '@convbench/spec';

type Setting = Pick<PeakRecord, 'threads'> & {
  readonly backend: Pick<PeakRecord['backend'], 'name' | 'device'>;
};

/** What the machine's peak depends on, within a run. */
export function peakId({ backend, threads }: Setting): string {
  return `${backend.name} ${backend.device} ${threads}`;
}
