import { after, type FailureClass, type Stamp } from '@headrace/events';
import fc from 'fast-check';
import type { Offer } from '../offer/offer.pick.ts';
import { allowedFor } from '../task/task.allowed.ts';
import { attemptAt, type TaskState } from '../task/task.state.ts';
import { act, send, type Story } from './story.ts';
import { command, prepare, workOn } from './work.ts';

/** What somebody tries next: a kind of move and numbers that choose among whatever there is. */
export type Move = { readonly kind: Kind; readonly a: number; readonly b: number; readonly c: number };

/** How often each kind of move is tried. */
const weights = {
  claim: 4,
  work: 14,
  fail: 1,
  expire: 1,
  review: 4,
  land: 9,
  person: 4,
  plan: 1,
  org: 1,
  salvage: 1,
  repeat: 1,
  stale: 1,
};
type Kind = keyof typeof weights;
const kinds = Object.entries(weights).flatMap(([kind, weight]) => Array<Kind>(weight).fill(kind as Kind));

export const moves = (maxLength: number): fc.Arbitrary<Move[]> =>
  fc.array(
    fc.record({ kind: fc.constantFrom(...kinds), a: fc.nat(1000), b: fc.nat(1000), c: fc.nat(1000) }),
    { maxLength, size: 'max' },
  );

const at = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(list.length, 1)];

export const runners = ['r1', 'r2', 'r3'] as const;

export function setUp(story: Story): void {
  act(story, command({ type: 'CreateOrg' }));
  act(story, command({ type: 'RegisterRepo', repoId: 'mill', url: '/srv/mill.git', defaultBranch: 'main' }));
  for (const runnerId of runners)
    act(
      story,
      command({ type: 'RegisterRunner', runnerId, version: '1', host: 'h', ...offers[runnerId], slots: 4 }),
    );
}

const offerOf = (roles: readonly string[], agents: readonly string[], labels: readonly string[] = []) =>
  ({ roles, agents, labels }) as unknown as Offer; // short names for ids

export const offers = {
  r1: offerOf(['*'], ['codex', 'claude'], ['gpu']),
  r2: offerOf(['dev'], ['codex']),
  r3: offerOf(['doc'], ['claude', 'codex']),
};

/** Tries a move; whatever is refused changes nothing. */
export function move(story: Story, { kind, a, b, c }: Move): void {
  const runnerId = at(runners, a) ?? 'r1';
  switch (kind) {
    case 'claim':
      return void send(
        story,
        command({ type: 'ClaimTasks', runnerId, ...offers[runnerId], slots: 1 + (b % 3), leaseMs: 30_000 }),
      );
    case 'work':
      return work(story, a, b, c);
    case 'fail':
      return fail(story, a, b, c);
    case 'expire':
      return expire(story, a, b);
    case 'review':
      return review(story, a, b);
    case 'land':
      return land(story, a, b, c);
    case 'person':
      return person(story, a, b, c);
    case 'plan':
      return plan(story, a, b);
    case 'org':
      return org(story, a, b);
    case 'salvage':
      return salvage(story, a, b);
    case 'repeat':
      return repeat(story, a);
    case 'stale':
      return stale(story, a, b);
    default:
  }
}

export const tasksIn = ({ state }: Story): TaskState[] =>
  [...state.plans.values()].flatMap(({ tasks }) => [...tasks.values()]);

function work(story: Story, a: number, b: number, c: number): void {
  const attempt = at([...story.state.attempts], a);
  if (attempt) workOn(story, attempt, b, c);
}

const classes: readonly FailureClass[] = [
  'crashed',
  'gate',
  'conflict',
  'quota',
  'auth',
  'refused',
  'empty',
  'timeout',
];

function fail(story: Story, a: number, b: number, c: number): void {
  const attempt = at([...story.state.attempts], a);
  if (!attempt) return;
  const { attemptId, fence } = attempt;
  send(
    story,
    command({
      type: 'FailAttempt',
      attemptId,
      fence,
      class: at(classes, b),
      message: 'm',
      fingerprint: `f${c % 2}`,
      feedback: c % 3 ? 'do better' : null,
    }),
  );
}

function expire(story: Story, a: number, b: number): void {
  const facts = { facts: { lastHeartbeatAt: null, servingSince: story.log[0]?.at ?? story.now } };
  if (b % 2) story.now = after(story.now, 40_000);
  const attempt = at([...story.state.attempts], a);
  const change = at([...story.state.landings], a);
  if (attempt && b % 3)
    send(story, command({ type: 'ExpireClaim', attemptId: attempt.attemptId, fence: attempt.fence }), facts);
  else if (change?.landing)
    send(story, command({ type: 'ExpireLanding', changeId: change.changeId, fence: change.fence }), facts);
}

function review(story: Story, a: number, b: number): void {
  const open = [...story.state.changes.values()].filter(
    ({ status }) => status === 'reviewing' || status === 'queued',
  );
  const change = at(open, a);
  if (!change) return;
  const actor = at(['person:ada', 'person:bob', 'policy:auto-approve', 'runner:r1'], b) as Stamp['actor'];
  const verdict = b % 6 === 5 ? 'reject' : 'approve';
  send(story, command({ type: 'ReviewChange', changeId: change.changeId, head: change.head, verdict }), {
    actor,
  });
}

function land(story: Story, a: number, b: number, c: number): void {
  const change = at([...story.state.landings], a);
  if (!change?.landing)
    return void send(
      story,
      command({ type: 'ClaimLanding', runnerId: at(runners, b), repos: ['mill'], leaseMs: 30_000 }),
    );
  const claim = { changeId: change.changeId, fence: change.fence };
  if (c % 13 === 1)
    return void send(
      story,
      command({ type: 'FailLanding', ...claim, because: 'conflict', feedback: 'it conflicts' }),
    );
  if (c % 11 === 1)
    return void send(story, command({ type: 'VoidLanding', ...claim, because: 'base-moved' }));
  if (change.prepared)
    return void send(story, command({ type: 'RecordLanding', ...claim, result: change.prepared.result }));
  const isMoved = b % 2 === 0;
  prepare(story, change.changeId, isMoved, b % 8 === 0);
}

/** Something that may be done with some task. */
function person(story: Story, a: number, b: number, c: number): void {
  const may = tasksIn(story).flatMap((task) => asked(task, c));
  if (b % 3 === 0) story.now = after(story.now, 20 * 60_000);
  const choice = at(may, a);
  if (choice) send(story, command(choice));
}

function asked(task: TaskState, c: number): readonly object[] {
  const { planId, taskId, held } = task;
  const types = allowedFor(task).filter((type) => type !== 'CancelTask' || c % 10 === 0);
  return types.flatMap((type): readonly object[] => {
    const target = { type, planId, taskId };
    if (type === 'ReleaseTask' && held?.until) return [{ ...target, type: 'WakeTask', until: held.until }];
    if (type === 'EditTask')
      return c % 5 ? [] : [{ ...target, patch: { priority: c % 2 ? 'high' : 'ongoing', maxAttempts: 3 } }];
    if (type === 'HoldTask') return c % 5 ? [] : [target];
    if (type === 'RejectSplit') return c % 3 ? [] : [target];
    return ['ReleaseTask', 'RetryTask', 'AcceptSplit', 'CancelTask'].includes(type) ? [target] : [];
  });
}

function plan(story: Story, a: number, b: number): void {
  const known = at([...story.state.plans.values()], a);
  if (!known) return;
  const { planId } = known;
  const phaseId = at(['one', 'two', 'three'], a);
  const choices = [
    { type: 'PausePlan', planId },
    { type: 'ResumePlan', planId },
    { type: 'ResumePlan', planId },
    { type: 'PausePhase', planId, phaseId },
    { type: 'ResumePhase', planId, phaseId },
    { type: 'ResumePhase', planId, phaseId },
    ...(b % 13 === 0 ? [{ type: 'CancelPlan', planId }] : []),
  ];
  send(story, command(at(choices, b) ?? {}));
}

/** Mostly it goes on at once, else little else would happen. */
function org(story: Story, a: number, b: number): void {
  if (story.state.stopped || b % 3 > 0) return void send(story, command({ type: 'StartOrg' }));
  send(story, command({ type: 'StopOrg', graceMs: a % 3 ? 1000 : null }));
}

/** A runner says what it kept of some attempt, at work or over. */
function salvage(story: Story, a: number, b: number): void {
  const task = at(
    tasksIn(story).filter(({ fence }) => fence > 0),
    a,
  );
  if (!task) return;
  const fence = 1 + (b % task.fence);
  const attemptId = `${task.planId}.${task.taskId}.${fence}`;
  send(story, command({ type: 'ReportSalvage', attemptId, fence, salvage: null }));
}

/** Any earlier command once more, with its id. */
function repeat(story: Story, a: number): void {
  const earlier = at(story.sent, a);
  if (earlier) send(story, earlier, { id: earlier.id });
}

/** An attempt that is over reports again, under its old fence. */
function stale(story: Story, a: number, b: number): void {
  const task = at(
    tasksIn(story).filter(({ ended }) => ended.length > 0),
    a,
  );
  const ended = task && at(task.ended, b);
  if (!task || !ended || attemptAt(task)?.fence === ended.fence) return;
  const attemptId = `${task.planId}.${task.taskId}.${ended.fence}`;
  send(
    story,
    command({
      type: 'FailAttempt',
      attemptId,
      fence: ended.fence,
      class: 'crashed',
      message: 'late',
      fingerprint: 'late',
    }),
  );
}
