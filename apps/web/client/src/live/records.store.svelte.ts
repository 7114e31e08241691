import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import {
  attemptsOf,
  changesOf,
  discardedBy,
  gatesOf,
  orgsOf,
  plansOf,
  reposOf,
  runnersOf,
  tasksBy,
  viewAttempt,
  viewChange,
  viewOrg,
  viewPlan,
  viewRepo,
  viewRunner,
  viewTask,
  decisionsOf,
  recordedIn,
  type AttemptId,
  type AttemptView,
  type ChangeId,
  type ChangeView,
  type Event,
  type GateView,
  type OrgId,
  type OrgView,
  type PlanId,
  type PlanSnapshot,
  type PlanView,
  type RecordedCommit,
  type RepoId,
  type RepoView,
  type RunnerId,
  type RunnerView,
  type StateSnapshot,
  type Recorded,
  type TaskCounts,
  type TaskKey,
  type TaskView,
} from '@headrace/events';
import { addGates, countsAtStart, folder, seedAll, tasksAmong } from './records.fold.ts';

export type Records = ReturnType<typeof createRecords>;

/**
 * The records that pages show: seeded from snapshots, kept by the same folds as the rows of the read model. A snapshot
 * and the commits may overlap in any way: each record knows the position that it was changed at last, and folds only
 * what comes after it.
 */
export function createRecords() {
  const plans = new SvelteMap<PlanId, PlanView>();
  const tasks = new SvelteMap<TaskKey, TaskView>();
  const attempts = new SvelteMap<AttemptId, AttemptView>();
  const gates = new SvelteMap<AttemptId, readonly GateView[]>();
  const changes = new SvelteMap<ChangeId, ChangeView>();
  const repos = new SvelteMap<RepoId, RepoView>();
  const orgs = new SvelteMap<OrgId, OrgView>();
  const runners = new SvelteMap<RunnerId, RunnerView>();
  /** Counts of plans whose tasks are not all here. */
  const counts = new SvelteMap<PlanId, TaskCounts>();
  /** Plans whose tasks are all here, and those whose attempts, gates and changes are here too. */
  const whole = new SvelteSet<PlanId>();
  const detailed = new SvelteSet<PlanId>();

  const foldShown = folder(tasks, tasksBy(tasksAmong(tasks)), viewTask, ['TaskAdded']);
  /** A draft's tasks are many, and nobody sees them: who opens the plan later asks for them. */
  const foldTasks = (recorded: readonly Recorded[]): void =>
    foldShown(
      recorded.filter(
        ({ event }) => event.type !== 'TaskAdded' || plans.get(event.planId)?.state !== 'draft',
      ),
    );

  const folds: readonly ((recorded: readonly Recorded[]) => void)[] = [
    folder(plans, plansOf, viewPlan, ['PlanAdded', 'PlanDrafted']),
    foldTasks,
    folder(attempts, attemptsOf, viewAttempt, ['TaskClaimed']),
    folder(changes, changesOf, viewChange, ['ChangeOpened']),
    folder(orgs, orgsOf, viewOrg, ['OrgCreated', 'OrgStopped', 'OrgStarted', 'OrgCapped']),
    folder(repos, reposOf, viewRepo, ['RepoRegistered']),
    folder(runners, runnersOf, viewRunner, ['RunnerRegistered']),
    (recorded) => addGates(gates, recorded.flatMap(gatesOf)),
  ];

  function fold({ commit, position }: RecordedCommit): void {
    const recorded = recordedIn(commit, position);
    for (const { event } of recorded) if (event.type === 'PlanAdded') markNew(event.planId);
    for (const into of folds) into(recorded);
    for (const { events } of decisionsOf(commit)) events.forEach((event) => note(event, events));
  }

  /** `events`: all of its decision. */
  function note(event: Event, events: readonly Event[]): void {
    if (event.type === 'PlanActivated') counts.set(event.planId, countsAtStart(event.tasks, events));
    const discarded = discardedBy(event);
    if (discarded) plans.delete(discarded);
  }

  /** A plan that begins while we watch is whole from its first event. */
  function markNew(planId: PlanId): void {
    if (plans.has(planId)) return;
    whole.add(planId);
    detailed.add(planId);
  }

  function seedState(snapshot: StateSnapshot): void {
    seedAll(plans, snapshot.plans, ({ planId }) => planId);
    seedAll(tasks, snapshot.tasks, ({ key }) => key);
    seedAll(changes, snapshot.changes, ({ changeId }) => changeId);
    seedAll(orgs, snapshot.orgs, ({ orgId }) => orgId);
    seedAll(repos, snapshot.repos, ({ repoId }) => repoId);
    seedAll(runners, snapshot.runners, ({ runnerId }) => runnerId);
    for (const plan of snapshot.plans) {
      counts.set(plan.planId, plan.counts);
      if (plan.whole) whole.add(plan.planId);
    }
  }

  function seedPlan({ plan, ...snapshot }: PlanSnapshot): void {
    seedAll(plans, [plan], ({ planId }) => planId);
    seedAll(tasks, snapshot.tasks, ({ key }) => key);
    seedAll(attempts, snapshot.attempts, ({ attemptId }) => attemptId);
    seedAll(changes, snapshot.changes, ({ changeId }) => changeId);
    addGates(gates, snapshot.gates);
    whole.add(plan.planId);
    detailed.add(plan.planId);
  }

  return {
    plans,
    tasks,
    attempts,
    gates,
    changes,
    orgs,
    repos,
    runners,
    counts,
    whole,
    detailed,
    fold,
    seedState,
    seedPlan,
  };
}
