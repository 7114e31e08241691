import { gatesOf, type GateView } from '@headrace/events';
import { GateRow, keyed, upsertAll, type Database, type Stored } from '@headrace/readmodel';
import type { Happened } from '../projection/happened.ts';

/** A result stands by itself: nothing that was stored is read. The last one of a batch with the same key counts. */
export async function projectGates(tx: Database, batch: readonly Happened[]): Promise<void> {
  const rows = new Map<string, Stored<GateView>>();
  for (const recorded of batch)
    for (const gate of gatesOf(recorded)) rows.set(keyOf(recorded, gate), { ...gate, org: recorded.org });
  await upsertAll(tx, GateRow, [...rows.values()]);
}

const keyOf = ({ org }: Happened, { attemptId, stage, round, gate }: GateView): string =>
  keyed(org, `${attemptId}/${stage}/${round}/${gate}`);
