import type { PeakRecord } from '@convbench/spec';
import { canonicalJson } from '../../base/hash.js';

type Setting = Pick<PeakRecord, 'threads' | 'host'> & {
  readonly backend: Pick<PeakRecord['backend'], 'name' | 'device'>;
};

/** What a machine's peak depends on, within a run. */
export function peakId({ backend, threads, host }: Setting): string {
  const machine = host === undefined ? '' : ` ${canonicalJson(host)}`;
  return `${backend.name} ${backend.device} ${threads}${machine}`;
}
