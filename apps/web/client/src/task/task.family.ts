import { rollUpOf, taskKey, type ChildTask, type TaskKey, type TaskView } from '@headrace/events';

/** What has taken a task's place, and the task whose place it has taken. */
export type Family = {
  /** In their order; those of them that are known here. */
  readonly children: readonly TaskView[];
  readonly whole: TaskView | null;
};

export const familyOf = (task: TaskView, byKey: (key: TaskKey) => TaskView | undefined): Family => ({
  children: (task.splitInto ?? []).flatMap((id) => byKey(taskKey(task.planId, id)) ?? []),
  whole: 'of' in task.origin ? (byKey(taskKey(task.planId, task.origin.of)) ?? null) : null,
});

/** How a task was divided, by where those come from that took its place. */
export const dividedWord = ({ children }: Family): string =>
  children[0]?.origin.kind === 'split' ? 'split' : 'divided';

/** What became of a divided task through its children: "1 of 3 done". Empty: it was not divided. */
export function progressWord(task: TaskView, tasks: readonly TaskView[]): string {
  const rollUp = rollUpOf(task, tasks);
  if (!rollUp) return '';
  const { state, counts, leaves } = rollUp;
  const done = `${counts.done ?? 0} of ${leaves.length} done`;
  return state === 'done' || state === 'running' ? done : `${done}, ${state}`;
}

/** How it came to stand in the place of another, or after it. */
export function originWord({ origin }: TaskView): string {
  if (origin.kind === 'split') return `split by ${origin.attemptId}`;
  if (origin.kind === 'decomposition') return `divided by ${origin.by}`;
  return origin.kind === 'follow-up' ? `${origin.changeId} landed` : '';
}

/** What a proposed task says otherwise than the one whose place it would take: "needs a · src/a/** · role docs". */
export function childFacts({ needs, after, scope, role, gates, change, run }: ChildTask): string {
  return [
    needs.length > 0 ? `needs ${needs.join(', ')}` : '',
    after.length > 0 ? `after ${after.join(', ')}` : '',
    scope?.join(' '),
    role && `role ${role}`,
    gates && `gates ${gates.join(', ') || 'none'}`,
    change && `change ${change}`,
    run && `runs ${run}`,
  ]
    .filter(Boolean)
    .join(' · ');
}
