import { openRecordStore } from '@convbench/core';
import type { ResultRecord } from '@convbench/spec';

/** Appends records to the run in a folder, as a run does: the first record of a new folder is the run's. */
export async function writeRecords(
  folder: string,
  records: readonly ResultRecord[],
): Promise<void> {
  const store = await openRecordStore(folder);
  try {
    for (const record of records) await store.append(record);
  } finally {
    await store.close();
  }
}
