import { RECORD_VERSION, roundRange } from '@convbench/spec';
import type { CellEnd, EndRecord } from '@convbench/spec';
import type { Plan } from '../../plan/matrix/types.js';
import type { RoundsEnd } from './runRounds.js';
import { roundsOf } from './runState.js';
import type { Done } from './runState.js';
import { groupsOf, openOf } from './schedule.js';

/** What ended the rounds of each cell that has a record. */
export function endRecord(plan: Plan, done: Done, how: RoundsEnd): EndRecord {
  const { most } = roundRange(plan.config.measuring);
  const cells = [...groupsOf(plan, done).values()].flatMap((group) => {
    const open = openOf(group, plan, done);
    return group.flatMap(({ cell }): CellEnd[] => {
      const records = roundsOf(done, cell.id);
      const known = open.get(cell.id);
      if (records.length === 0 || known === undefined) return [];
      const rounds = records.filter(({ status }) => status === 'measured').length;
      const { halfWidth, isWide, isOutOfReach, undecided } = known;
      const isKnown = !isWide && undecided.length === 0;
      const endedBy = (): CellEnd['endedBy'] => {
        if (rounds === 0) return 'failed';
        if (records.length >= most) return 'most-rounds';
        if (how !== 'complete') return isKnown ? 'known' : how;
        return isOutOfReach ? 'out-of-reach' : 'known';
      };
      return [
        { cellId: cell.id, rounds, halfWidth, undecided: [...undecided], endedBy: endedBy() },
      ];
    });
  });
  return { type: 'end', recordVersion: RECORD_VERSION, endedAt: new Date().toISOString(), cells };
}
