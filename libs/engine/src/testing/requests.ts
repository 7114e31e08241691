import {
  after,
  attemptId,
  type Command,
  type CommandType,
  type GateResult,
  type Sha,
  type Stamp,
} from '@headrace/events';
import type { AttemptState } from '../attempt/attempt.state.ts';
import type { ChangeState } from '../change/change.state.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { attemptAt, type TaskState } from '../task/task.state.ts';
import type { Story } from './story.ts';
import { childrenFor, command, gateResult, sha } from './work.ts';

/** What a command is for: its refusals say what may be done with that. */
export type Subject = 'org' | 'runner' | 'plan' | 'task' | 'change';

/** Where a request is made: a task in its plan, with the attempt and the change that it has or had last. */
export type Place = {
  readonly story: Story;
  readonly plan: PlanState;
  readonly task: TaskState;
  readonly attempt: AttemptState | null;
  readonly change: ChangeState | null;
};

export function placeOf(story: Story, taskId: string): Place {
  const plan = story.state.plans.get('p' as PlanState['planId'])!;
  const task = plan.tasks.get(taskId as TaskState['taskId'])!;
  const change = task.changeId === null ? null : story.state.changes.get(task.changeId)!;
  return { story, plan, task, attempt: attemptAt(task), change };
}

/** A command's fields, or null where there is nothing that it could be for; `stamp`: what else matters. */
type Fields = { readonly stamp?: Partial<Stamp>; readonly [field: string]: unknown };
type Request = { readonly of: Subject; readonly best: (place: Place) => Fields | null };

/**
 * For each command the request with the best chance where a task stands: if even that is refused, the state is the reason.
 * A new command is a compile error here, and then a row of the table of refusals.
 */
export const requests: { readonly [T in CommandType]: Request } = {
  CreateOrg: { of: 'org', best: () => ({}) },
  StopOrg: { of: 'org', best: () => ({}) },
  StartOrg: { of: 'org', best: () => ({}) },
  CapOrg: { of: 'org', best: () => ({ maxParallel: 7 }) },
  ReleaseAccount: { of: 'org', best: () => ({ account: 'codex' }) },
  WakeAccount: { of: 'org', best: ({ story }) => ({ account: 'codex', until: story.now }) },
  DelegateReviews: { of: 'org', best: () => ({ to: 'person:gus', until: '2027-01-01T00:00:00.000Z' }) },
  RevokeReviews: { of: 'org', best: () => ({ to: 'person:gus' }) },
  RegisterRepo: { of: 'org', best: () => ({ repoId: 'mill', url: '/srv/other.git', defaultBranch: 'main' }) },
  RegisterRunner: { of: 'runner', best: () => ({ ...runner, version: '2', host: 'h', slots: 4 }) },
  DrainRunner: { of: 'runner', best: () => ({ runnerId: 'r1' }) },
  SubmitPlan: { of: 'plan', best: ({ story }) => ({ plan: planOnceMore(story) }) },
  DraftPlan: { of: 'plan', best: ({ story }) => ({ plan: headOnceMore(story), digest, tasks: 1 }) },
  DraftTasks: { of: 'plan', best: (place) => ({ ...ofPlan(place), digest, from: 0, tasks: [draftedTask] }) },
  ActivatePlan: { of: 'plan', best: (place) => ({ ...ofPlan(place), digest }) },
  DiscardDraft: { of: 'plan', best: (place) => ({ ...ofPlan(place), digest }) },
  EditPlan: {
    of: 'plan',
    best: (place) => ({ ...ofPlan(place), revision: place.plan.revision, operations: [anotherTask(place)] }),
  },
  ArchivePlan: { of: 'plan', best: ofPlan },
  PausePlan: { of: 'plan', best: (place) => ({ ...ofPlan(place), graceMs: 0 }) },
  ResumePlan: { of: 'plan', best: ofPlan },
  CancelPlan: { of: 'plan', best: ofPlan },
  PausePhase: { of: 'plan', best: (place) => ({ ...ofPhase(place), graceMs: 0 }) },
  ResumePhase: { of: 'plan', best: ofPhase },
  CancelPhase: { of: 'plan', best: ofPhase },
  PauseRole: { of: 'plan', best: (place) => ({ ...ofRole(place), graceMs: 0 }) },
  ResumeRole: { of: 'plan', best: ofRole },
  CancelRole: { of: 'plan', best: ofRole },
  CapPlan: { of: 'plan', best: (place) => ({ ...ofPlan(place), maxParallel: 7 }) },
  PrioritiseTasks: { of: 'plan', best: (place) => ({ ...ofPlan(place), priority: 'ongoing' }) },
  EditTask: { of: 'task', best: (place) => ({ ...ofTask(place), patch: { title: 'Another title' } }) },
  HoldTask: { of: 'task', best: (place) => ({ ...ofTask(place), graceMs: 0 }) },
  ReleaseTask: { of: 'task', best: ofTask },
  CancelTask: { of: 'task', best: ofTask },
  RetryTask: { of: 'task', best: ofTask },
  SkipTask: { of: 'task', best: (place) => ({ ...ofTask(place), reason: 'by hand' }) },
  ReassignTask: { of: 'task', best: (place) => ({ ...ofTask(place), agent: otherAgent(place), graceMs: 0 }) },
  AcceptSplit: { of: 'task', best: ofTask },
  RejectSplit: { of: 'task', best: ofTask },
  DecomposeTask: {
    of: 'task',
    best: (place) => ({ ...ofTask(place), children: childrenFor(place.task, 1) }),
  },
  AcceptDecomposition: { of: 'task', best: ofTask },
  RejectDecomposition: { of: 'task', best: ofTask },
  WakeTask: { of: 'task', best: wake },
  ClaimTasks: { of: 'task', best: () => ({ ...runner, slots: 8, leaseMs: 30_000 }) },
  StartAttempt: { of: 'task', best: (place) => underClaim(place, { base: sha(1), branch: 'work' }) },
  StartGates: { of: 'task', best: (place) => underClaim(place, { round: roundOf(place) + 1 }) },
  ReportGate: {
    of: 'task',
    best: (place) => underClaim(place, { round: roundOf(place) || 1, result: passed(place, objects) }),
  },
  FeedBackAttempt: {
    of: 'task',
    best: (place) =>
      underClaim(place, { round: roundOf(place) || 1, gates: [], proposal: 'It does not hold.' }),
  },
  OpenChange: {
    of: 'task',
    best: (place) =>
      underClaim(place, { ...objects, branch: 'work', patchId: sha(5), files: [], lines: 3, diff }),
  },
  CompleteAttempt: { of: 'task', best: (place) => underClaim(place, {}) },
  FailAttempt: {
    of: 'task',
    best: (place) => underClaim(place, { class: 'crashed', message: 'gone', fingerprint: 'f' }),
  },
  ReportSalvage: { of: 'task', best: (place) => underClaim(place, { salvage: null }) },
  ProposeSplit: { of: 'task', best: (place) => underClaim(place, split) },
  ProposeDecomposition: {
    of: 'task',
    best: (place) => underClaim(place, { children: childrenFor(place.task, 1) }),
  },
  ExpireClaim: { of: 'task', best: (place) => underClaim(place, { stamp: inAnHour(place) }) },
  ReviewChange: {
    of: 'change',
    best: ({ change }) =>
      change && { changeId: change.changeId, head: change.head, verdict: 'approve', stamp: reviewer(change) },
  },
  ExpireReview: {
    of: 'change',
    best: ({ change, story }) => {
      const until = change?.terms?.expiresAt ?? story.now;
      return change && { changeId: change.changeId, until, stamp: { at: after(until, 1000) } };
    },
  },
  ClaimLanding: { of: 'change', best: () => ({ runnerId: 'r1', repos: ['mill'], leaseMs: 30_000 }) },
  PrepareLanding: { of: 'change', best: prepare },
  RecordLanding: {
    of: 'change',
    best: (place) => underLanding(place, { result: place.change?.prepared?.result ?? sha(9) }),
  },
  VoidLanding: { of: 'change', best: (place) => underLanding(place, { because: 'infrastructure' }) },
  FailLanding: {
    of: 'change',
    best: (place) => underLanding(place, { because: 'conflict', feedback: 'it conflicts' }),
  },
  ExpireLanding: { of: 'change', best: (place) => underLanding(place, { stamp: inAnHour(place) }) },
};

export const commandTypes = Object.keys(requests) as CommandType[];

/** The best request of a type, as it is sent; null where there is nothing that it could be for. */
export function requestAt(
  place: Place,
  type: CommandType,
): { readonly command: Command; readonly stamp: Partial<Stamp> } | null {
  const best = requests[type].best(place);
  if (!best) return null;
  const { stamp = {}, ...fields } = best;
  return { command: command({ type, ...fields }), stamp };
}

const runner = { runnerId: 'r1', roles: ['*'], agents: ['codex', 'claude'], labels: [] };
const objects = { base: sha(1), head: sha(2), tree: sha(3) };
const diff = { sha256: '0'.repeat(64), bytes: 1, mediaType: 'x' };
/** Somebody who has not reviewed it yet. */
function reviewer({ approvers }: ChangeState): Partial<Stamp> {
  const people = ['person:eve', 'person:fay', 'person:gus'] as Stamp['actor'][];
  return { actor: people.find((actor) => !approvers.has(actor)) };
}
const split = {
  ...{ lines: 900, limit: 700, source: sha(3), ref: 'refs/x' },
  parts: ['left', 'right'].map((id) => ({ id, title: id, scope: [`${id}/**`], lines: 400 })),
};

function ofPlan({ plan: { planId } }: Place): Fields {
  return { planId };
}

function ofPhase({ plan: { planId } }: Place): Fields {
  return { planId, phaseId: 'one' };
}

function ofRole({ plan: { planId } }: Place): Fields {
  return { planId, roleId: 'dev' };
}

function ofTask({ task: { planId, taskId } }: Place): Fields {
  return { planId, taskId };
}

const otherAgent = ({ task }: Place): string => (task.agent === 'codex' ? 'claude' : 'codex');

function wake(place: Place): Fields {
  const { held } = place.task;
  const until = held?.until ?? place.story.now;
  return { ...ofTask(place), until, stamp: { at: after(until, 1000) } };
}

/** Under the claim that lasts, else under the last one. */
function underClaim({ task: { planId, taskId, fence } }: Place, fields: Fields): Fields | null {
  return fence === 0 ? null : { attemptId: attemptId(planId, taskId, fence), fence, ...fields };
}

const roundOf = ({ attempt }: Place): number => attempt?.round ?? 0;

const inAnHour = ({ story: { now } }: Place): Partial<Stamp> => ({
  at: after(now, 3_600_000),
  facts: { lastHeartbeatAt: null },
});

const passed = ({ plan }: Place, on: Pick<GateResult, 'base' | 'head' | 'tree'>): object => {
  const [gate, known] = [...plan.gates][0]!;
  return { ...gateResult, gate, ...on, definition: known.definition, verdict: 'passed' };
};

function underLanding({ change }: Place, fields: Fields): Fields | null {
  return change && { changeId: change.changeId, fence: Math.max(change.fence, 1), ...fields };
}

function prepare(place: Place): Fields | null {
  const { change } = place;
  if (!change) return null;
  const result = change.prepared ? sha(53) : sha(52);
  const moved: { base: Sha; tree: Sha; result: Sha } = { base: sha(50), tree: sha(51), result };
  const gates = [passed(place, { base: moved.base, tree: moved.tree, head: moved.result })];
  return underLanding(place, { ...moved, head: change.head, patchId: change.patchId, gates });
}

const digest = 'd'.repeat(64);
const draftedTask = {
  ...{ id: 'x', title: 'X', role: 'dev', priority: 'medium', gates: [], approvals: 0, feedbackRounds: 0 },
  ...{ maxAttempts: 1, timeoutSeconds: 60 },
};

function headOnceMore(story: Story): unknown {
  const { tasks: _, ...head } = planOnceMore(story) as { readonly tasks: unknown };
  return head;
}

const planOnceMore = ({ sent }: Story): unknown => {
  const submitted = sent.find(({ type }) => type === 'SubmitPlan');
  return submitted && 'plan' in submitted ? submitted.plan : null;
};

const anotherTask = ({ task: { role } }: Place) => ({
  op: 'add-task',
  task: { id: 'another', title: 'Another', role, run: 'true' },
});
