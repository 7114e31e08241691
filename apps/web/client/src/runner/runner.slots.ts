import type { LiveRunner, RunnerView, TaskView } from '@headrace/events';
import type { RunnerLife } from '../live/feed.ts';
import { isAtWork } from '../task/task.words.ts';

/** A slot, and who uses it. */
export type Slot = {
  readonly use: 'used' | 'free' | 'silent';
  readonly task: TaskView | null;
};

/** Registered runners with what is known of their lives. One that has not been heard of is not alive. */
export function liveRunners(
  registered: Iterable<RunnerView>,
  presence: ReadonlyMap<string, RunnerLife>,
): readonly LiveRunner[] {
  return [...registered]
    .map((runner) => {
      const known = presence.get(runner.runnerId);
      return { ...runner, alive: known?.alive ?? false, presence: known?.presence ?? null };
    })
    .sort((a, b) => Number(b.alive) - Number(a.alive) || (a.runnerId < b.runnerId ? -1 : 1));
}

/** The runner's slots: first those with a task in them. */
export function slotsOf(runner: LiveRunner, tasks: readonly TaskView[]): readonly Slot[] {
  const held = tasks.filter(({ runnerId, state }) => runnerId === runner.runnerId && isAtWork(state));
  const free = Math.max(0, runner.slots - held.length);
  return [
    ...held.map((task): Slot => ({ use: 'used', task })),
    ...Array.from({ length: free }, (): Slot => ({ use: runner.alive ? 'free' : 'silent', task: null })),
  ];
}
