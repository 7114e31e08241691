import { tasksOf, viewTask } from '@headrace/events';
import { TaskRow, type Database } from '@headrace/readmodel';
import type { Happened } from '../projection/happened.ts';
import { host } from '../projection/host.ts';

export const projectTasks = (tx: Database, batch: readonly Happened[]): Promise<void> =>
  host(tx, TaskRow, { keysOf: tasksOf, view: viewTask }, batch);
