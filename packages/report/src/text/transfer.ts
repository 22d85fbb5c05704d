import type { Transfer } from '@convbench/spec';
import { formatNumber } from '../format/number.js';
import { plural } from '../format/plural.js';

/** What a training started from and what of it stayed, as name and text; nothing for a random start. */
export function transferRows(
  transfer: Transfer | undefined,
): readonly (readonly [name: string, value: string])[] {
  if (transfer === undefined) return [];
  const { origin, sha256, names, takenParameters, replaced, dropped } = transfer;
  const { freeze, frozenValues, notes } = transfer;
  const counts = [
    `${plural(takenParameters, 'tensor')} taken, by the names of ${names}`,
    ...(replaced.length > 0 ? [`${replaced.length} started anew`] : []),
    ...(dropped.length > 0 ? [`${dropped.length} of the file left out`] : []),
  ];
  return [
    ['Started from', `${origin}, SHA-256 ${sha256}: ${counts.join('; ')}`],
    ...(freeze === undefined
      ? []
      : [['Frozen', `up to ${freeze}: ${formatNumber(frozenValues)} values`] as const]),
    ...(notes.length === 0 ? [] : [['Found in them', notes.join(' ')] as const]),
  ];
}
