import { viewTask } from '@headrace/events';
import { TaskRow, type Database } from '@headrace/readmodel';
import type { Happened } from '../projection/happened.ts';
import { host } from '../projection/host.ts';
import { keysIn } from './task.ordinals.ts';

export const projectTasks = async (tx: Database, batch: readonly Happened[]): Promise<void> =>
  host(tx, TaskRow, { keysOf: await keysIn(tx, batch), view: viewTask }, batch);
