import type { Json } from './migrate.js';

/**
 * One record of version 2, not yet validated, as version 3 has it in memory. The versions differ in the file alone: there
 * each line of version 2 is a whole record.
 */
export function migrateV2(record: Json): Json {
  return { ...record, recordVersion: 3 };
}
