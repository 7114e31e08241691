import type { PhaseView, PlanView, TaskCounts, TaskState, TaskView } from '@headrace/events';

/** "3 of 7 done" */
export function phaseProgress(tasks: readonly TaskView[]): string {
  if (tasks.length === 0) return 'no task yet';
  return `${tasks.filter(({ state }) => state === 'done').length} of ${tasks.length} done`;
}

/** What opens a phase that is paused. */
export function opensWord(phase: PhaseView, plan: PlanView): string {
  if (!phase.opensWhen) return phase.reason ? `paused: ${phase.reason}` : 'a person opens it';
  const titles = phase.opensWhen.done.map((id) =>
    shortTitle(plan.phases.find((other) => other.id === id)?.title ?? id),
  );
  return `opens when ${inOneBreath(titles)} ${titles.length === 1 ? 'is' : 'are'} done`;
}

/** What stands before the dot: "Stream 1 · Critical fixes" is "Stream 1". */
export const shortTitle = (title: string): string => title.split(' · ')[0] ?? title;

/** "Stream 1, Stream 2 and Stream 3" is "Stream 1, 2 and 3". */
function inOneBreath(titles: readonly string[]): string {
  const stem = titles[0]?.replace(/\S+$/, '') ?? '';
  const rest = titles
    .slice(1)
    .map((title) => (stem !== '' && title.startsWith(stem) ? title.slice(stem.length) : title));
  const all = [titles[0] ?? '', ...rest];
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}

export type Tally = {
  readonly total: number;
  readonly done: number;
  readonly atWork: number;
  readonly failed: number;
};

/** A divided task counts through its children. */
export function tallyOf(counts: TaskCounts): Tally {
  const of = (...states: readonly TaskState[]) =>
    states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    total: all - of('divided'),
    done: of('done'),
    atWork: of('claimed', 'running', 'verifying'),
    failed: of('failed'),
  };
}
