import { canonicalJson } from '@convbench/spec/plain';
import type { PeakRecord } from '@convbench/spec';

type Setting = Pick<PeakRecord, 'threads' | 'host'> & {
  readonly backend: Pick<PeakRecord['backend'], 'name' | 'device'>;
};

/** What a machine's peak depends on, within a run. */
export function peakId({ backend, threads, host }: Setting): string {
  const machine = host === undefined ? '' : ` ${canonicalJson(host)}`;
  return `${backend.name} ${backend.device} ${threads}${machine}`;
}

/** The peak of the machine that belongs to a cell: the same engine, device and threads; undefined where none was measured. */
export function peakOf(setting: Setting, peaks: readonly PeakRecord[]): PeakRecord | undefined {
  const id = peakId(setting);
  return peaks.find((peak) => peakId(peak) === id);
}
