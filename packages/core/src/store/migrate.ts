import { migrateV1 } from './migrateV1.js';
import { migrateV2 } from './migrateV2.js';

export type Json = Readonly<Record<string, unknown>>;

/** The step from version n to n + 1 stands at n - 1. The last one gives whole records as they are today. */
const steps: readonly ((record: Json) => Json)[] = [migrateV1, migrateV2];

export const isOldVersion = (version: unknown): version is number =>
  typeof version === 'number' && version >= 1 && version <= steps.length;

/** A record of an old version, not validated before or after, in the form that records have in memory today. */
export function migrate(record: Json, version: number): Json {
  return steps.slice(version - 1).reduce((current, step) => step(current), record);
}
