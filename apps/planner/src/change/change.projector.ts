import { changesOf, viewChange } from '@headrace/events';
import { ChangeRow, type Database } from '@headrace/readmodel';
import type { Happened } from '../projection/happened.ts';
import { host } from '../projection/host.ts';

export const projectChanges = (tx: Database, batch: readonly Happened[]): Promise<void> =>
  host(tx, ChangeRow, { keysOf: changesOf, view: viewChange }, batch);
