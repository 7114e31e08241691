import { attemptsOf, viewAttempt } from '@headrace/events';
import { AttemptRow, type Database } from '@headrace/readmodel';
import type { Happened } from '../projection/happened.ts';
import { host } from '../projection/host.ts';

export const projectAttempts = (tx: Database, batch: readonly Happened[]): Promise<void> =>
  host(tx, AttemptRow, { keysOf: attemptsOf, view: viewAttempt }, batch);
