import {
  definitionOf,
  taskKey,
  tasksOf,
  type Actor,
  type AttemptId,
  type ChangeId,
  type ChangeOpened,
  type Event,
  type GateId,
  type GateResult,
  type LandingPrepared,
  type PlanAdded,
  type PlanEdited,
  type PlanId,
  type PrepareLanding,
  type Recorded,
  type Sha,
  type Stamped,
  type TaskKey,
  type TaskSpec,
} from '@headrace/events';
import { ensure } from './invariants.ts';
import type { Story } from './story.ts';

/* What nobody may ever find in a log, read from the log alone: the state that decided is not asked. */

/** One attempt of a task at a time, under fences that are counted one by one. */
export function expectOneAttempt(log: readonly Recorded[]): void {
  const atWork = new Set<TaskKey>();
  const fences = new Map<TaskKey, number>();
  for (const { event } of log) {
    if (endsAttempt(event))
      for (const key of tasksOf(event)) ensure(atWork.delete(key), event.type, 'of no attempt', key);
    if (event.type !== 'TaskClaimed') continue;
    const key = taskKey(event.planId, event.taskId);
    ensure(!atWork.has(key), 'two attempts', key);
    ensure(event.fence === (fences.get(key) ?? 0) + 1, 'fence', key, event.fence);
    fences.set(key, event.fence);
    atWork.add(key);
  }
}

/** A split for want of context is proposed beside the failure that ended the attempt. */
export const endsAttempt = (event: Event): boolean =>
  !(event.type === 'SplitProposed' && event.because === 'context') &&
  !(event.type === 'DecompositionProposed' && event.attemptId === undefined) &&
  [
    'AttemptFailed',
    'AttemptCancelled',
    'AttemptCompleted',
    'AttemptsStopped',
    'ClaimExpired',
    'ChangeOpened',
    'SplitProposed',
    'DecompositionProposed',
  ].includes(event.type);

/** A task that follows a landed change is followed by nothing, however often it is split. */
export function expectNoFollowerFollowed(log: readonly Recorded[]): void {
  const followers = new Set<TaskKey>();
  for (const { event } of log) {
    if (event.type !== 'TaskAdded' || !('of' in event.origin)) continue;
    const of = taskKey(event.planId, event.origin.of);
    ensure(event.origin.kind !== 'follow-up' || !followers.has(of), 'follows a follower', event.taskId);
    if (event.origin.kind === 'follow-up' || followers.has(of))
      followers.add(taskKey(event.planId, event.taskId));
  }
}

/** What holds for a task at some moment: its own words, and the gates of its plan. */
type Definition = { readonly spec: TaskSpec; readonly gates: PlanAdded['gates'] };

/** A change on its way to the branch, as far as the log has told. */
type Way = {
  readonly opened: ChangeOpened;
  /** By what its attempt was claimed: an edit of the plan is for landings, and for later attempts. */
  readonly begun: Definition;
  /** Approvals that it was opened for. */
  readonly needed: number;
  readonly results: ReadonlyMap<GateId, GateResult>;
  readonly approvals: Map<Actor, Sha>;
  prepared: { readonly result: Sha; readonly patchId: Sha } | null;
};

/**
 * No change on a branch but the one that was prepared, approved as often as its task asks for exactly this patch, with
 * every gate passed on exactly these objects.
 */
export function expectProven({ log, sent }: Pick<Story, 'log' | 'sent'>): void {
  const commands = new Map(sent.map((command) => [`${command.id} ${command.at}`, command]));
  const gates = new Map<PlanId, PlanAdded['gates']>();
  const specs = new Map<TaskKey, TaskSpec>();
  const rounds = new Map<AttemptId, Map<GateId, GateResult>>();
  const ways = new Map<ChangeId, Way>();

  const begun = new Map<AttemptId, Definition>();
  const now = (planId: PlanId, key: TaskKey): Definition => ({
    spec: specs.get(key)!,
    gates: gates.get(planId)!,
  });

  for (const { event, at, by } of log) {
    if (event.type === 'PlanAdded') gates.set(event.planId, event.gates);
    if (event.type === 'PlanEdited')
      gates.set(event.planId, gatesAfter(gates.get(event.planId)!, event.gates));
    if (event.type === 'TasksChanged')
      for (const key of tasksOf(event)) specs.set(key, { ...specs.get(key)!, ...event.spec });
    if (!('taskId' in event)) continue;
    const key = taskKey(event.planId, event.taskId);
    if (event.type === 'TaskAdded') specs.set(key, event.spec);
    if (event.type === 'TaskEdited') specs.set(key, { ...specs.get(key)!, ...event.patch });
    if (event.type === 'TaskClaimed') begun.set(event.attemptId, now(event.planId, key));
    if (event.type === 'GatesStarted') rounds.set(event.attemptId, new Map());
    if (event.type === 'GateReported') rounds.get(event.attemptId)!.set(event.result.gate, event.result);
    if (event.type === 'ChangeOpened') {
      const attemptId = event.changeId as string as AttemptId;
      const results = rounds.get(attemptId) ?? new Map<GateId, GateResult>();
      const { approvals: needed } = specs.get(key)!;
      const known = { opened: event, begun: begun.get(attemptId)!, needed, results };
      ways.set(event.changeId, { ...known, approvals: new Map(), prepared: null });
    }
    if ('changeId' in event)
      goOn(ways.get(event.changeId)!, event, commands.get(`${by} ${at}`)!, now(event.planId, key));
  }
}

const gatesAfter = (before: PlanAdded['gates'], set: PlanEdited['gates']): PlanAdded['gates'] =>
  Object.fromEntries(
    Object.entries({ ...before, ...set }).filter(([, gate]) => gate !== null),
  ) as PlanAdded['gates'];

function goOn(
  way: Way,
  event: Extract<Event, { changeId: ChangeId }>,
  command: Stamped,
  now: Definition,
): void {
  const { changeId } = event;
  const { begun, needed } = way;
  switch (event.type) {
    case 'ChangeOpened':
      for (const gate of begun.spec.gates)
        ensure(isPassedOn(way, begun, gate, event), 'opened without', gate, changeId);
      break;
    case 'ChangeReviewed':
      if (event.verdict === 'approve') way.approvals.set(event.actor, event.patchId);
      break;
    case 'ApprovalsVoided':
      way.approvals.clear();
      break;
    case 'ChangeQueued':
      ensure(way.approvals.size >= needed, 'queued without approvals', changeId);
      break;
    case 'LandingVoided':
      if (event.because !== 'lease') way.prepared = null;
      break;
    case 'LandingPrepared': {
      const { patchId } = command as Stamped<PrepareLanding>; // nothing else prepares a landing
      way.prepared = { result: event.result, patchId };
      for (const gate of now.spec.gates)
        ensure(isProvenAgain(way, now, gate, event, patchId), 'prepared without', gate, changeId);
      break;
    }
    case 'ChangeLanded': {
      ensure(way.prepared?.result === event.result, 'landed unprepared', changeId);
      const forThis = [...way.approvals.values()].filter((patchId) => patchId === way.prepared?.patchId);
      ensure(forThis.length >= needed, 'landed without approvals', changeId);
      break;
    }
    default:
  }
}

/** On the merged tree, unless nothing moved; a reviewing agent's verdict holds for a patch, wherever it is put. */
function isProvenAgain(
  way: Way,
  now: Definition,
  gate: GateId,
  prepared: LandingPrepared,
  patchId: Sha,
): boolean {
  const { base, tree, result, gates } = prepared;
  const again = gates.filter((verdict) => verdict.gate === gate).at(-1);
  if (again) return isPassedOn(way, now, gate, { base, tree, head: result }, again);
  const isUnmoved = way.opened.base === base && way.opened.tree === tree;
  const isSamePatch = now.gates[gate]?.kind === 'review' && way.opened.patchId === patchId;
  return (isUnmoved || isSamePatch) && isPassedOn(way, now, gate, way.opened);
}

function isPassedOn(
  { results }: Way,
  { gates }: Definition,
  gate: GateId,
  objects: Pick<GateResult, 'base' | 'head' | 'tree'>,
  result = results.get(gate),
): boolean {
  return (
    result?.verdict === 'passed' &&
    result.definition === definitionOf(gates[gate]!) &&
    (['base', 'head', 'tree'] as const).every((object) => result[object] === objects[object])
  );
}
