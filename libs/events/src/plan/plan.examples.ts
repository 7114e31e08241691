import type { Digest, GateId, PhaseId, PlanId, RepoId, RoleId } from '../ids.ts';
import type {
  PhaseOpened,
  PhasePaused,
  PlanActivated,
  PlanAdded,
  PlanArchived,
  PlanCancelled,
  PlanCapped,
  PlanDiscarded,
  PlanDrafted,
  PlanEdited,
  PlanFinished,
  PlanPaused,
  PlanReopened,
  PlanResumed,
  RolePaused,
  RoleResumed,
} from './plan.events.ts';
import { Gate, Role, TaskDefaults } from './plan.file.ts';

const planId = 'p' as PlanId;

export const planAdded = (over: Partial<PlanAdded> = {}): PlanAdded => ({
  type: 'PlanAdded',
  planId,
  title: 'The plan',
  description: 'What it is for',
  repoId: 'r' as RepoId,
  target: 'main',
  phases: [
    { id: 'build' as PhaseId, title: 'Build', paused: false },
    { id: 'ship' as PhaseId, title: 'Ship', paused: false, opensWhen: { done: ['build' as PhaseId] } },
  ],
  roles: { ['developer' as RoleId]: Role.parse({ agent: 'shell' }) },
  gates: { ['test' as GateId]: Gate.parse({ kind: 'command', run: 'npm test' }) },
  defaults: TaskDefaults.parse({}),
  followUps: [],
  ...over,
});

export const planDrafted = (over: Partial<PlanDrafted> = {}): PlanDrafted => ({
  ...planAdded(),
  type: 'PlanDrafted',
  digest: 'd'.repeat(64) as Digest,
  tasks: 1,
  ...over,
});

export const planActivated = (over: Partial<PlanActivated> = {}): PlanActivated => ({
  type: 'PlanActivated',
  planId,
  tasks: 1,
  ...over,
});

export const planDiscarded = (over: Partial<PlanDiscarded> = {}): PlanDiscarded => ({
  type: 'PlanDiscarded',
  planId,
  because: 'left',
  ...over,
});

export const planArchived = (over: Partial<PlanArchived> = {}): PlanArchived => ({
  type: 'PlanArchived',
  planId,
  ...over,
});

export const planPaused = (over: Partial<PlanPaused> = {}): PlanPaused => ({
  type: 'PlanPaused',
  planId,
  reason: 'lunch',
  ...over,
});

export const planResumed = (over: Partial<PlanResumed> = {}): PlanResumed => ({
  type: 'PlanResumed',
  planId,
  ...over,
});

export const planCancelled = (over: Partial<PlanCancelled> = {}): PlanCancelled => ({
  type: 'PlanCancelled',
  planId,
  reason: 'no longer wanted',
  ...over,
});

export const planFinished = (over: Partial<PlanFinished> = {}): PlanFinished => ({
  type: 'PlanFinished',
  planId,
  outcome: 'done',
  ...over,
});

export const planReopened = (over: Partial<PlanReopened> = {}): PlanReopened => ({
  type: 'PlanReopened',
  planId,
  ...over,
});

export const phasePaused = (over: Partial<PhasePaused> = {}): PhasePaused => ({
  type: 'PhasePaused',
  planId,
  phaseId: 'build' as PhaseId,
  reason: 'review first',
  ...over,
});

export const phaseOpened = (over: Partial<PhaseOpened> = {}): PhaseOpened => ({
  type: 'PhaseOpened',
  planId,
  phaseId: 'ship' as PhaseId,
  because: 'condition',
  ...over,
});

export const planCapped = (over: Partial<PlanCapped> = {}): PlanCapped => ({
  type: 'PlanCapped',
  planId,
  maxParallel: 1,
  ...over,
});

export const rolePaused = (over: Partial<RolePaused> = {}): RolePaused => ({
  type: 'RolePaused',
  planId,
  roleId: 'developer' as RoleId,
  reason: 'the agent is being upgraded',
  ...over,
});

export const roleResumed = (over: Partial<RoleResumed> = {}): RoleResumed => ({
  type: 'RoleResumed',
  planId,
  roleId: 'developer' as RoleId,
  ...over,
});

export const planEdited = (over: Partial<PlanEdited> = {}): PlanEdited => ({
  type: 'PlanEdited',
  planId,
  revision: 2,
  note: '',
  roles: {},
  gates: {},
  phases: {},
  ...over,
});
