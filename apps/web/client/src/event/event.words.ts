import {
  assertNever,
  countIn,
  decisionsOf,
  partsOf,
  type Actor,
  type Commit,
  type Event,
} from '@headrace/events';
import type { StateGlyph } from '../task/task.words.ts';
import { actorWord, countWord, numberWord, shortSha, timeWord } from '../words/time.words.ts';

/** What a commit says in one line. */
export type CommitWords = {
  readonly glyph: StateGlyph;
  /** `ClaimTasks`, `ReportStart ×12`, `12 commands` */
  readonly command: string;
  /** `Ada`, `3 actors` */
  readonly actor: string;
  /** The events, the first ones in words. */
  readonly facts: string;
  /** `plan tmc`, `runner ams-build-1`, `repo kcp`, `org` */
  readonly of: string;
};

const SHOWN = 3;

export function commitWords(commit: Commit): CommitWords {
  const { events, org } = commit;
  const commands = decisionsOf(commit).map(({ command }) => command);
  const shown = events.slice(0, SHOWN).map(eventWords);
  const more = events.length > SHOWN ? [`and ${events.length - SHOWN} more`] : [];
  return {
    glyph: glyphOf(events),
    command: commandsWord(commands.map(({ type }) => type)),
    actor: actorsWord(commands.map(({ actor }) => actor)),
    facts: [...shown, ...more].join(', '),
    of: aboutOf(events[0], org),
  };
}

function commandsWord(types: readonly string[]): string {
  const [first, ...others] = new Set(types);
  if (others.length > 0) return countWord(types.length, 'command');
  return types.length === 1 ? first! : `${first} ×${types.length}`;
}

function actorsWord(actors: readonly Actor[]): string {
  const [first, ...others] = new Set(actors);
  return others.length > 0 ? countWord(others.length + 1, 'actor') : actorWord(first!);
}

function aboutOf(event: Event | undefined, org: string): string {
  if (event && 'planId' in event) return `plan ${event.planId}`;
  if (event && 'repoId' in event) return `repo ${event.repoId}`;
  if (event && 'runnerId' in event) return `runner ${event.runnerId}`;
  return `org ${org}`;
}

const glyphs: Partial<Record<Event['type'], StateGlyph>> = {
  PlanAdded: 'ready',
  PlanActivated: 'ready',
  PlanDiscarded: 'cancelled',
  PlanArchived: 'done',
  TaskClaimed: 'claimed',
  AttemptStarted: 'running',
  AttemptFedBack: 'running',
  GatesStarted: 'verifying',
  ChangeOpened: 'verifying',
  ReviewRequested: 'reviewing',
  ChangeReviewed: 'reviewing',
  SplitProposed: 'waiting',
  TaskSplit: 'divided',
  DecompositionProposed: 'waiting',
  DecompositionAccepted: 'divided',
  TaskHeld: 'waiting',
  AccountHeld: 'waiting',
  ClaimExpired: 'waiting',
  AttemptFailed: 'failed',
  TaskFailed: 'failed',
  LandingFailed: 'failed',
  ChangeSentBack: 'failed',
  ChangeQueued: 'merging',
  LandingClaimed: 'merging',
  LandingPrepared: 'merging',
  ChangeLanded: 'done',
  TaskDone: 'done',
  PlanFinished: 'done',
  TasksCancelled: 'cancelled',
  AttemptCancelled: 'cancelled',
  AttemptsStopped: 'paused',
  OrgStopped: 'paused',
  PlanCancelled: 'cancelled',
  PlanPaused: 'paused',
  PhasePaused: 'paused',
  TasksBecameBlocked: 'blocked',
};
const grave: readonly StateGlyph[] = ['failed', 'done', 'reviewing', 'waiting', 'merging', 'cancelled'];

export function glyphOf(events: readonly Event[]): StateGlyph {
  const found = events.map((event) =>
    gateFailed(event) ? 'failed' : event.type === 'GateReported' ? 'verifying' : (glyphs[event.type] ?? null),
  );
  return grave.find((glyph) => found.includes(glyph)) ?? found.find((glyph) => glyph !== null) ?? 'ready';
}

const gateFailed = (event: Event): boolean =>
  event.type === 'GateReported' && event.result.verdict === 'failed';

/** "TaskClaimed 02a, fence 1": the type as it stands in the log, and what makes it this one. */
export const eventWords = (event: Event): string => `${event.type} ${detailOf(event)}`.trim();

function detailOf(event: Event): string {
  if (isOfPlan(event)) return planDetail(event);
  switch (event.type) {
    case 'OrgCreated':
    case 'OrgStarted':
      return event.org;
    case 'OrgCapped':
      return capWord(event);
    case 'RolePaused':
    case 'RoleResumed':
      return event.roleId;
    case 'OrgStopped':
      return event.reason || event.org;
    case 'ReviewsDelegated':
    case 'ReviewsRevoked':
      return delegationDetail(event);
    case 'RepoRegistered':
      return event.repoId;
    case 'RunnerRegistered':
      return `${event.runnerId}, ${countWord(event.slots, 'slot')}`;
    case 'AccountHeld':
    case 'AccountReleased':
    case 'TaskHeld':
    case 'TaskReleased':
      return holdDetail(event);
    case 'RunnerDraining':
      return event.runnerId;
    case 'PhasePaused':
      return event.phaseId;
    case 'PhaseOpened':
      return `${event.phaseId}, by ${event.because}`;
    case 'TasksBecameReady':
    case 'TasksBecameBlocked':
    case 'TasksCancelled':
    case 'TasksChanged':
    case 'TasksRemoved':
      return manyWord(event);
    case 'AttemptsStopped':
    case 'TasksPrioritised':
      return idsWord(event.taskIds);
    case 'TaskAdded':
      return event.taskId;
    case 'TaskSplit':
    case 'DecompositionAccepted':
    case 'DecompositionProposed':
    case 'SplitProposed':
      return proposalDetail(event);
    case 'TaskFailed':
    case 'TaskSkipped':
      return `${event.taskId}, ${event.reason}`;
    case 'TaskReassigned':
      return `${event.taskId} to ${event.role}`;
    case 'TaskEdited':
    case 'TaskNeedsChanged':
    case 'SplitRejected':
    case 'DecompositionRejected':
    case 'TaskDone':
    case 'TaskRetried':
      return event.taskId;
    default:
      return workDetail(event);
  }
}

const capWord = ({ maxParallel }: { readonly maxParallel: number | null }): string =>
  maxParallel === null ? 'no cap' : countWord(maxParallel, 'attempt');

type OfPlan = Extract<Event, { readonly type: `Plan${string}` }>;
const isOfPlan = (event: Event): event is OfPlan => event.type.startsWith('Plan');

function planDetail(event: OfPlan): string {
  switch (event.type) {
    case 'PlanAdded':
      return `${event.planId}, ${countWord(event.phases.length, 'phase')}`;
    case 'PlanDrafted':
    case 'PlanActivated':
      return `${event.planId}, ${countWord(event.tasks, 'task')}`;
    case 'PlanDiscarded':
      return `${event.planId}, ${event.because}`;
    case 'PlanPaused':
    case 'PlanArchived':
    case 'PlanResumed':
    case 'PlanCancelled':
    case 'PlanReopened':
      return event.planId;
    case 'PlanEdited':
      return event.note || event.planId;
    case 'PlanFinished':
      return event.outcome;
    case 'PlanCapped':
      return capWord(event);
    default:
      return assertNever(event);
  }
}

type Many = Extract<Event, { readonly ordinals?: unknown }>;
const manyWord = ({ taskIds, ordinals }: Many): string =>
  ordinals === undefined ? idsWord(taskIds) : countWord(countIn(ordinals), 'task');

type Held = Extract<Event, { type: 'AccountHeld' | 'AccountReleased' | 'TaskHeld' | 'TaskReleased' }>;

function holdDetail(event: Held): string {
  switch (event.type) {
    case 'TaskHeld':
      return `${event.taskId}, ${event.note || event.reason}`;
    case 'TaskReleased':
      return `${event.taskId}, by ${event.because}`;
    case 'AccountHeld':
      return `${event.account} until ${timeWord(event.until, Date.parse(event.until))}`;
    case 'AccountReleased':
      return `${event.account}, by ${event.because}`;
  }
}

function delegationDetail(event: Extract<Event, { type: 'ReviewsDelegated' | 'ReviewsRevoked' }>): string {
  switch (event.type) {
    case 'ReviewsDelegated':
      return `${event.to} for ${event.from} until ${timeWord(event.until, Date.parse(event.until))}`;
    case 'ReviewsRevoked':
      return `${event.to} for ${event.from}`;
  }
}

type Proposal = Extract<
  Event,
  { type: 'TaskSplit' | 'SplitProposed' | 'DecompositionAccepted' | 'DecompositionProposed' }
>;

function proposalDetail(event: Proposal): string {
  switch (event.type) {
    case 'TaskSplit':
    case 'DecompositionAccepted':
      return `${event.taskId} into ${idsWord(event.into)}`;
    case 'DecompositionProposed':
      return `${event.taskId}, ${event.children.length} tasks in its place`;
    case 'SplitProposed':
      if (event.because === 'context') return `${event.taskId}, ${event.parts.length} parts`;
      return `${event.taskId}, ${numberWord(event.lines)} of ${numberWord(event.limit)} lines, ${event.parts.length} parts`;
  }
}

type Work = Extract<Event, { readonly attemptId: unknown } | { readonly changeId: unknown }>;

function workDetail(event: Exclude<Work, { type: 'SplitProposed' | 'DecompositionProposed' }>): string {
  const { taskId } = event;
  switch (event.type) {
    case 'TaskClaimed':
      return `${taskId} by ${event.runnerId}, fence ${event.fence}`;
    case 'AttemptStarted':
      return `${taskId}.${partsOf(event.attemptId).fence}`;
    case 'GatesStarted':
      return `${taskId}, round ${event.round}`;
    case 'GateReported':
      return `${taskId} ${event.result.gate} ${event.result.verdict}${event.result.summary ? `, ${event.result.summary}` : ''}`;
    case 'AttemptFedBack':
      return `${taskId}, ${event.proposal ?? event.gates.join(', ')}`;
    case 'ClaimExpired':
      return `${taskId}, fence ${event.fence}`;
    case 'AttemptFailed':
      return `${taskId}, ${event.class}: ${event.message}`;
    case 'ChangeOpened':
      return `${taskId}, ${countWord(event.lines, 'line')}, head ${shortSha(event.head)}`;
    case 'ReviewRequested':
      return `${taskId}, ${countWord(event.approvals, 'approval')}`;
    case 'ReviewExpired':
      return `${taskId}, ${event.then}`;
    case 'ChangeReviewed':
      return `${taskId}, ${event.verdict}`;
    case 'LandingPrepared':
      return `${taskId} on ${shortSha(event.base)}`;
    case 'ChangeLanded':
      return `${taskId} as ${shortSha(event.result)}`;
    case 'LandingFailed':
    case 'LandingVoided':
    case 'ChangeSentBack':
      return `${taskId}, ${event.because}`;
    case 'WorkSaved':
      return `${taskId}, ${event.salvage?.ref ?? 'nothing to keep'}`;
    case 'AttemptCancelled':
    case 'AttemptCompleted':
    case 'ApprovalsVoided':
    case 'ChangeQueued':
    case 'LandingClaimed':
      return taskId;
    default:
      return assertNever(event);
  }
}

const idsWord = (ids: readonly string[]): string =>
  ids.length > 6 ? `${ids.slice(0, 5).join(' ')} and ${ids.length - 5} more` : ids.join(' ');
