import { runnersOf, viewRunner } from '@headrace/events';
import { RunnerRow, type Database } from '@headrace/readmodel';
import type { Happened } from '../projection/happened.ts';
import { host } from '../projection/host.ts';

export const projectRunners = (tx: Database, batch: readonly Happened[]): Promise<void> =>
  host(tx, RunnerRow, { keysOf: runnersOf, view: viewRunner }, batch);
