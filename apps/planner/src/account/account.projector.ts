import { accountsOf, viewAccount } from '@headrace/events';
import { AccountRow, type Database } from '@headrace/readmodel';
import type { Happened } from '../projection/happened.ts';
import { host } from '../projection/host.ts';

export const projectAccounts = (tx: Database, batch: readonly Happened[]): Promise<void> =>
  host(tx, AccountRow, { keysOf: accountsOf, view: viewAccount }, batch);
