import type { Event, Recorded } from '../event.ts';
import type { Actor, GateId, PlanId, RepoId, RoleId } from '../ids.ts';
import type { Instant } from '../instant.ts';
import type { PlanEdited } from './plan.events.ts';
import type { Gate, Phase, Role } from './plan.file.ts';

export type PhaseView = Pick<Phase, 'id' | 'title' | 'opensWhen'> & {
  readonly state: 'open' | 'paused';
  readonly reason: string | null;
};

/** A plan without its tasks. Counts by state are counted from the tasks' records, where they are read. */
export type PlanView = {
  readonly planId: PlanId;
  readonly title: string;
  readonly description: string;
  readonly repoId: RepoId;
  readonly target: string;
  /** `draft`: being sent in parts; lists leave it out. */
  readonly state: 'draft' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled';
  readonly pausedReason: string | null;
  /** Who paused it, and when; null: it is not paused, or that was not kept yet. */
  readonly pausedBy: Actor | null;
  readonly pausedAt: Instant | null;
  /** At most so many attempts at once; null: no limit. */
  readonly maxParallel: number | null;
  /** Roles whose tasks are not offered, and why. */
  readonly pausedRoles: Readonly<Record<RoleId, string>>;
  readonly phases: readonly PhaseView[];
  readonly roles: Readonly<Record<RoleId, Role>>;
  readonly gates: Readonly<Record<GateId, Gate>>;
  /** Counts what changes its definition, from 1: edits, edited tasks, splits. A patch names the one that it was made for. */
  readonly revision: number;
  readonly createdAt: Instant;
  readonly finishedAt: Instant | null;
  /** Nothing of it goes on from here; lists leave it out. */
  readonly archivedAt: Instant | null;
  /** Of the last commit that changed this record. */
  readonly position: number;
};

export function plansOf(event: Event): readonly PlanId[] {
  switch (event.type) {
    case 'PlanAdded':
    case 'PlanDrafted':
    case 'PlanActivated':
    case 'PlanPaused':
    case 'PlanResumed':
    case 'PlanCancelled':
    case 'PlanFinished':
    case 'PlanReopened':
    case 'PlanArchived':
    case 'PhasePaused':
    case 'PhaseOpened':
    case 'PlanCapped':
    case 'RolePaused':
    case 'RoleResumed':
    case 'PlanEdited':
    case 'TaskEdited':
    case 'TaskSplit':
    case 'DecompositionAccepted':
      return [event.planId];
    default:
      return [];
  }
}

/** The plan whose record and whose tasks' records are gone after this event. Hosts delete them; no fold can. */
export const discardedBy = (event: Event): PlanId | null =>
  event.type === 'PlanDiscarded' ? event.planId : null;

/** Throws where an event stands before `PlanAdded`: the log is broken then. */
export function viewPlan(view: PlanView | null, recorded: Recorded): PlanView {
  const { event, at, ref } = recorded;
  if (event.type === 'PlanAdded' || event.type === 'PlanDrafted') {
    return {
      planId: event.planId,
      title: event.title,
      description: event.description,
      repoId: event.repoId,
      target: event.target,
      state: event.type === 'PlanAdded' ? 'running' : 'draft',
      ...going,
      maxParallel: event.maxParallel ?? null,
      pausedRoles: {},
      phases: event.phases.map(phaseOf),
      roles: event.roles,
      gates: event.gates,
      revision: 1,
      createdAt: at,
      finishedAt: null,
      archivedAt: null,
      position: ref.position,
    };
  }
  if (!view) throw new Error(`${event.type} before PlanAdded at #${ref.position}`);
  return { ...view, ...changeOf(view, recorded), position: ref.position };
}

const going = { pausedReason: null, pausedBy: null, pausedAt: null } as const;

function changeOf(view: PlanView, { event, at, actor }: Recorded): Partial<PlanView> {
  switch (event.type) {
    case 'PlanActivated':
      return { state: 'running', createdAt: at };
    case 'PlanPaused':
      return { state: 'paused', pausedReason: event.reason, pausedBy: actor ?? null, pausedAt: at };
    case 'PlanResumed':
    case 'PlanReopened':
      return { ...going, state: 'running', finishedAt: null };
    case 'PlanCancelled':
      return { ...going, state: 'cancelled' };
    case 'PlanFinished':
      return { state: event.outcome, finishedAt: at };
    case 'PlanArchived':
      return { archivedAt: at };
    case 'PhasePaused':
      return { phases: withPhase(view, event.phaseId, { state: 'paused', reason: event.reason }) };
    case 'PhaseOpened':
      return { phases: withPhase(view, event.phaseId, { state: 'open', reason: null }) };
    case 'PlanCapped':
      return { maxParallel: event.maxParallel };
    case 'RolePaused':
      return { pausedRoles: { ...view.pausedRoles, [event.roleId]: event.reason } };
    case 'RoleResumed': {
      const { [event.roleId]: _, ...pausedRoles } = view.pausedRoles ?? {};
      return { pausedRoles };
    }
    case 'PlanEdited':
      return edited(view, event);
    case 'TaskEdited':
    case 'TaskSplit':
    case 'DecompositionAccepted':
      return { revision: view.revision + 1 };
    default:
      return {};
  }
}

const phaseOf = ({ id, title, opensWhen, paused }: Phase): PhaseView => ({
  id,
  title,
  ...(opensWhen ? { opensWhen } : {}),
  state: paused || opensWhen ? 'paused' : 'open',
  reason: null,
});

function edited(view: PlanView, event: PlanEdited): Partial<PlanView> {
  const { revision, title = view.title, description = view.description } = event;
  return {
    ...{ revision, title, description },
    roles: without(view.roles, event.roles),
    gates: without(view.gates, event.gates),
    phases: phasesAfter(view.phases, event.phases),
  };
}

/** Records, with those that were set and without those that are gone. */
const without = <T>(before: Readonly<Record<string, T>>, set: Readonly<Record<string, T | null>>) =>
  Object.fromEntries(
    Object.entries({ ...before, ...set }).filter((entry): entry is [string, T] => entry[1] !== null),
  );

/** A phase that was there stays open or paused; new ones follow at the end. */
function phasesAfter(before: readonly PhaseView[], set: PlanEdited['phases']): readonly PhaseView[] {
  const known = new Set<string>(before.map(({ id }) => id));
  const kept = before.flatMap((phase) => {
    const now = set[phase.id];
    if (now === undefined) return [phase];
    return now === null ? [] : [{ ...phaseOf(now), state: phase.state, reason: phase.reason }];
  });
  const added = Object.values(set).flatMap((phase) =>
    phase && !known.has(phase.id) ? [phaseOf(phase)] : [],
  );
  return [...kept, ...added];
}

const withPhase = (view: PlanView, id: string, change: Partial<PhaseView>): readonly PhaseView[] =>
  view.phases.map((phase) => (phase.id === id ? { ...phase, ...change } : phase));
