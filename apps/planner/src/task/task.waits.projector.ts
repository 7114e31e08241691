import { waitsOf } from '@headrace/events';
import { storeWaits, type Database } from '@headrace/readmodel';
import type { Happened } from '../projection/happened.ts';

export const projectWaits = (tx: Database, batch: readonly Happened[]): Promise<void> =>
  storeWaits(
    tx,
    batch.flatMap(({ event, org }) => waitsOf(event).map((waits) => ({ ...waits, org }))),
  );
