import {
  askAlways,
  type GateId,
  type PhaseId,
  type PlanActivated,
  type PlanAdded,
  type PlanDrafted,
  type PlanEdited,
  type PlanEvent,
  type PlanFinished,
  type Recorded,
  type Ref,
} from '@headrace/events';
import { settlePlan } from '../offer/offer.index.ts';
import type { OrgState } from '../org/org.state.ts';
import { forgetPlan } from './plan.archive.ts';
import { computePaths } from './plan.paths.ts';
import { createPhase, gateOf, redefinePlan } from './plan.redefine.ts';
import type { PlanState, PlanStatus } from './plan.state.ts';

export function evolvePlan(state: OrgState, recorded: Recorded<PlanEvent>): void {
  const { event, ref } = recorded;
  if (event.type === 'PlanAdded')
    return void state.plans.set(event.planId, createPlan(recorded as Recorded<PlanAdded>));
  if (event.type === 'PlanDrafted') return draft(state, recorded as Recorded<PlanDrafted>);
  if (event.type === 'PlanDiscarded') return void state.drafts.delete(event.planId);
  if (event.type === 'PlanActivated') return activate(state, recorded as Recorded<PlanActivated>);
  const plan = state.plans.get(event.planId);
  if (!plan) throw new Error(`${event.type} before PlanAdded at #${ref.position}`);
  if (event.type === 'PlanEdited') return redefinePlan(state, plan, recorded as Recorded<PlanEdited>);
  if (event.type === 'PlanArchived') return forgetPlan(state, plan, ref);
  if (event.type === 'PhasePaused' || event.type === 'PhaseOpened') movePhase(plan, event, ref);
  else if (event.type in statusAfter)
    move(state, plan, recorded as Recorded<Moved>); // the table names them
  else limit(state, plan, event as Limited, ref);
}

type Limited = Extract<PlanEvent, { type: 'PlanCapped' | 'RolePaused' | 'RoleResumed' }>;

function limit(state: OrgState, plan: PlanState, event: Limited, ref: Ref): void {
  if (event.type === 'PlanCapped') plan.cap = { maxParallel: event.maxParallel, ref };
  else if (event.type === 'RolePaused') plan.pausedRoles.set(event.roleId, { reason: event.reason, ref });
  else plan.pausedRoles.delete(event.roleId);
  settlePlan(state.offers, plan);
}

function draft(state: OrgState, recorded: Recorded<PlanDrafted>): void {
  const { planId, digest, tasks } = recorded.event;
  state.drafts.set(planId, { plan: createPlan(recorded), digest, tasks, needs: 0, lastAt: recorded.at });
}

/** From here on it began here: what refusals point at as its beginning is not a draft's. */
function activate(state: OrgState, { event: { planId }, at, ref, actor }: Recorded<PlanActivated>): void {
  const found = state.drafts.get(planId);
  if (!found) throw new Error(`PlanActivated before PlanDrafted at #${ref.position}`);
  state.drafts.delete(planId);
  found.plan.ref = ref;
  found.plan.since = at;
  if (actor) found.plan.submittedBy = [...new Set([...found.plan.submittedBy, actor])];
  for (const phase of found.plan.phases.values()) phase.ref = ref;
  state.plans.set(planId, found.plan);
  computePaths(found.plan);
}

const statusAfter = {
  PlanPaused: 'paused',
  PlanResumed: 'running',
  PlanCancelled: 'ending',
  PlanFinished: 'finished',
  PlanReopened: 'running',
} as const satisfies Record<string, PlanStatus>;

type Moved = Extract<PlanEvent, { type: keyof typeof statusAfter }>;

function move(state: OrgState, plan: PlanState, { event, at, ref }: Recorded<Moved>): void {
  plan.status = statusAfter[event.type];
  plan.outcome = event.type === 'PlanFinished' ? (event satisfies PlanFinished).outcome : null;
  plan.reason = event.type === 'PlanPaused' ? event.reason : '';
  plan.ref = ref;
  plan.since = at;
  settlePlan(state.offers, plan);
}

function movePhase(plan: PlanState, event: Extract<PlanEvent, { phaseId: PhaseId }>, ref: Ref): void {
  const phase = plan.phases.get(event.phaseId);
  if (!phase) return;
  phase.isOpen = event.type === 'PhaseOpened';
  phase.isWaiting = false;
  phase.reason = event.type === 'PhasePaused' ? event.reason : '';
  phase.ref = ref;
}

function createPlan({ event, at, ref, actor }: Recorded<PlanAdded | PlanDrafted>): PlanState {
  const { planId, title, repoId, target, roles, defaults, followUps, proposals = askAlways } = event;
  return {
    ...{ planId, title, repoId, target, roles, defaults, followUps, proposals },
    added: ref,
    submittedBy: actor ? [actor] : [],
    described: ref,
    revision: 1,
    revisions: [],
    rolesSet: new Map(),
    gates: new Map(Object.entries(event.gates).map(([id, gate]) => [id as GateId, gateOf(gate)])), // keys of a z.record(GateId)
    phases: new Map(event.phases.map((phase) => [phase.id, createPhase(phase, ref)])),
    tasks: new Map(),
    members: [],
    needing: new Map(),
    following: new Map(),
    shared: { words: new Map(), lists: new Map(), policies: new Map() },
    status: 'running',
    reason: '',
    outcome: null,
    ref,
    since: at,
    unfinished: 0,
    done: 0,
    failed: 0,
    atWork: new Map(),
    working: 0,
    cap: { maxParallel: event.maxParallel ?? null, ref },
    pausedRoles: new Map(),
    hasPaths: false,
  };
}
