import {
  attemptsOf,
  changesOf,
  plansOf,
  reposOf,
  runnersOf,
  taskKey,
  tasksOf,
  viewAttempt,
  viewChange,
  viewPlan,
  viewRepo,
  viewRunner,
  viewTask,
  type Event,
  type Recorded,
} from '@headrace/events';
import type { ChangeState } from '../change/change.state.ts';
import type { OrgState } from '../org/org.state.ts';
import { statusOf } from '../task/task.state.ts';

/** Readers and deciders tell the same story: what the records say is what the engine's state says. No view throws. */
export function expectSameViews(state: OrgState, log: readonly Recorded[]): void {
  expectSameTasks(state, log);
  const changes = [...folded(log, changesOf, viewChange).values()];
  const known = changes.filter(({ planId }) => !state.archived.has(planId)); // readers forget nothing
  expect(known.map((view) => [view.changeId, view.state, view.approvalsMissing])).toEqual(
    [...state.changes.values()].map((change) => [change.changeId, ...seen(change)]),
  );
  const attempts = [...folded(log, attemptsOf, viewAttempt).values()].filter(({ outcome }) => !outcome);
  expect(new Map(attempts.map((view) => [view.attemptId, view.state]))).toEqual(
    new Map([...state.attempts].map(({ attemptId, step }) => [attemptId, step])),
  );
  const plans = folded(log, plansOf, viewPlan);
  for (const { planId, status, outcome } of state.plans.values())
    expect([planId, plans.get(planId)?.state]).toEqual([
      planId,
      outcome ?? (status === 'ending' ? 'cancelled' : status),
    ]);
  expect([...folded(log, runnersOf, viewRunner).keys()]).toEqual([...state.runners.keys()]);
  expect([...folded(log, reposOf, viewRepo).keys()]).toEqual([...state.repos.keys()]);
}

function folded<K, V>(
  log: readonly Recorded[],
  keysOf: (event: Event) => readonly K[],
  view: (before: V | null, recorded: Recorded) => V,
): ReadonlyMap<K, V> {
  const views = new Map<K, V>();
  for (const recorded of log)
    for (const key of keysOf(recorded.event)) views.set(key, view(views.get(key) ?? null, recorded));
  return views;
}

/** As a reader sees a change: its state, and the approvals that it waits for. */
const seen = ({ status, landing, approvals, approvers }: ChangeState) => [
  landing ? 'landing' : status,
  Math.max(0, approvals - approvers.size),
];

function expectSameTasks(state: OrgState, log: readonly Recorded[]): void {
  const views = folded(log, tasksOf, viewTask);
  for (const plan of state.plans.values())
    for (const task of plan.tasks.values()) {
      const view = views.get(taskKey(task.planId, task.taskId))!;
      expect([view.key, view.state, view.heldReason, view.heldUntil]).toEqual([
        view.key,
        statusOf(task),
        task.held?.reason ?? null,
        task.held?.until ?? null,
      ]);
      expect([view.needs, view.after, view.fence, view.priority]).toEqual([
        task.needs,
        task.after,
        task.fence,
        task.priority,
      ]);
    }
}
