import type { Recorded } from '@headrace/events';
import type { TaskLife, TaskState } from './task.state.ts';

/** Puts a task where an event says that it stands from now on. */
export function moveTo(task: TaskState, life: TaskLife, { at, ref }: Pick<Recorded, 'at' | 'ref'>): void {
  task.life = life;
  task.moved = ref;
  task.since = at;
}
