import { orgsOf, viewOrg } from '@headrace/events';
import { OrgRow, type Database } from '@headrace/readmodel';
import type { Happened } from '../projection/happened.ts';
import { host } from '../projection/host.ts';

export const projectOrgs = (tx: Database, batch: readonly Happened[]): Promise<void> =>
  host(tx, OrgRow, { keysOf: orgsOf, view: viewOrg }, batch);
