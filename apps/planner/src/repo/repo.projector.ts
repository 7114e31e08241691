import { reposOf, viewRepo } from '@headrace/events';
import { RepoRow, type Database } from '@headrace/readmodel';
import type { Happened } from '../projection/happened.ts';
import { host } from '../projection/host.ts';

export const projectRepos = (tx: Database, batch: readonly Happened[]): Promise<void> =>
  host(tx, RepoRow, { keysOf: reposOf, view: viewRepo }, batch);
