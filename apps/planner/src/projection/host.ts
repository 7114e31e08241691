import type { Event, OrgId, Recorded } from '@headrace/events';
import { keyed, rowsByKey, upsertAll, type Database, type Row, type Stored } from '@headrace/readmodel';
import type { Happened } from './happened.ts';

/** A view: which records an event touches, and what becomes of each. */
export type Fold<View> = {
  readonly keysOf: (event: Event) => readonly string[];
  readonly view: (before: View | null, recorded: Recorded) => View;
};

/**
 * Hosts a fold for a batch: reads the records that it touches, folds, writes them back. Rows and checkpoint commit in
 * the caller's transaction, so a redelivered batch changes nothing.
 */
export async function host<View>(
  tx: Database,
  row: Row<View>,
  { keysOf, view }: Fold<View>,
  batch: readonly Happened[],
): Promise<void> {
  const touched = new Map<string, { org: OrgId; key: string }>();
  for (const { event, org } of batch)
    for (const key of keysOf(event)) touched.set(keyed(org, key), { org, key });
  if (touched.size === 0) return;
  const records = await rowsByKey(tx, row, [...touched.values()]);
  for (const recorded of batch)
    for (const key of keysOf(recorded.event)) {
      const name = keyed(recorded.org, key);
      records.set(name, view(records.get(name) ?? null, recorded));
    }
  const stored = [...touched].map(([name, { org }]): Stored<View> => ({ ...records.get(name)!, org }));
  await upsertAll(tx, row, stored);
}
