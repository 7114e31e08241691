import { changesWaits } from '@headrace/events';
import { storeWaits, type Database } from '@headrace/readmodel';
import type { Happened } from '../projection/happened.ts';
import { keysIn } from './task.ordinals.ts';

/** After the tasks themselves: what each waits for is read from its record. */
export async function projectWaits(tx: Database, batch: readonly Happened[]): Promise<void> {
  const said = batch.filter(({ event }) => changesWaits(event));
  const keysOf = await keysIn(tx, said);
  await storeWaits(
    tx,
    said.flatMap(({ event, org }) => keysOf(event).map((key) => ({ org, key }))),
  );
}
