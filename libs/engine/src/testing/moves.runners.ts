import { after, type Command, type FailureClass, type RepoId, type RunnerId } from '@headrace/events';
import type { Offer } from '../offer/offer.pick.ts';
import { hasOffer } from '../offer/offer.reads.ts';
import { attemptAt } from '../task/task.state.ts';
import { accounts } from './moves.accounts.ts';
import { send, tasksIn, type Story } from './story.ts';
import { at, command, prepare, workOn } from './work.ts';

/* What runners and the clock may do next. */

export const MILL = ['mill'] as RepoId[];

const offerOf = (roles: readonly string[], agents: readonly string[], labels: readonly string[] = []) =>
  ({ roles, agents, labels }) as unknown as Offer; // short names for ids

/** The first takes everything. */
export const offers = {
  r1: offerOf(['*'], ['codex', 'claude'], ['gpu']),
  r2: offerOf(['dev'], ['codex']),
  r3: offerOf(['doc'], ['claude', 'codex']),
};
type Name = keyof typeof offers;
/** The names are ids. */
export const idOf = (name: Name): RunnerId => name as string as RunnerId;
export const runners = Object.keys(offers) as Name[];

export const registration = (runnerId: Name): Command =>
  command({
    ...{ type: 'RegisterRunner', runnerId, version: '1', host: 'h', slots: 4 },
    ...offers[runnerId],
    accounts: accounts[runnerId],
  });

export function claim(story: Story, a: number, b: number): void {
  const served = runners.filter((name) => hasOffer(story.state, idOf(name), offers[name]));
  const runnerId = at(served, a) ?? 'r1';
  const asked = { runnerId, ...offers[runnerId], slots: 1 + (b % 3), leaseMs: 30_000 };
  send(story, command({ type: 'ClaimTasks', ...asked }));
}

export function work(story: Story, a: number, b: number, c: number): void {
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
  'context',
  'infrastructure',
];

export function fail(story: Story, a: number, b: number, c: number): void {
  const attempt = at([...story.state.attempts], a);
  if (!attempt) return;
  const { attemptId, fence } = attempt;
  const failure = { class: at(classes, b), message: 'm', feedback: c % 3 ? 'do better' : null };
  const quotaUntil = c % 2 ? after(story.now, (c % 5) * 600_000) : null;
  const fingerprint = c % 4 ? 'same' : 'other';
  send(story, command({ type: 'FailAttempt', attemptId, fence, ...failure, fingerprint, quotaUntil }), {
    facts: { random: (c % 10) / 10 },
  });
}

export function expire(story: Story, a: number, b: number): void {
  const facts = { facts: { lastHeartbeatAt: null, servingSince: story.log[0]?.at ?? story.now } };
  if (b % 4) story.now = after(story.now, 40_000);
  const attempt = at([...story.state.attempts], a);
  const change = at([...story.state.landings], a);
  if (attempt && (b % 2 || !change))
    send(story, command({ type: 'ExpireClaim', attemptId: attempt.attemptId, fence: attempt.fence }), facts);
  else if (change?.landing)
    send(story, command({ type: 'ExpireLanding', changeId: change.changeId, fence: change.fence }), facts);
}

export function land(story: Story, a: number, b: number, c: number): void {
  const change = at([...story.state.landings], a);
  if (!change?.landing)
    return void send(
      story,
      command({ type: 'ClaimLanding', runnerId: at(runners, b), repos: MILL, leaseMs: 30_000 }),
    );
  const ofLanding = { changeId: change.changeId, fence: change.fence };
  if (c % 13 === 1)
    return void send(
      story,
      command({ type: 'FailLanding', ...ofLanding, because: 'conflict', feedback: 'it conflicts' }),
    );
  if (c % 11 === 1)
    return void send(story, command({ type: 'VoidLanding', ...ofLanding, because: at(hindrances, a) }));
  if (change.prepared && b % 5)
    return void send(story, command({ type: 'RecordLanding', ...ofLanding, result: change.prepared.result }));
  prepare(story, change.changeId, b % 2 === 0, c % 5 === 0, c % 4 !== 0);
}

const hindrances = ['base-moved', 'infrastructure'] as const;

/** It takes nothing new until it registers again, which the first does at once. */
export function drain(story: Story, a: number, b: number): void {
  const runnerId = at(runners, a) ?? 'r1';
  if (b % 3 === 0 && runnerId !== 'r1') send(story, command({ type: 'DrainRunner', runnerId }));
  else send(story, registration(runnerId));
}

/** An attempt that is over reports again, under its old fence. */
export function stale(story: Story, a: number, b: number): void {
  const task = at(
    tasksIn(story).filter(({ ended }) => ended.length > 0),
    a,
  );
  const ended = task && at(task.ended, b);
  if (!task || !ended || attemptAt(task)?.fence === ended.fence) return;
  const attemptId = `${task.planId}.${task.taskId}.${ended.fence}`;
  const failure = { class: 'crashed', message: 'late', fingerprint: 'late' };
  send(story, command({ type: 'FailAttempt', attemptId, fence: ended.fence, ...failure }));
}

/** A runner says what it kept of some attempt, at work or over. */
export function salvage(story: Story, a: number, b: number): void {
  const task = at(
    tasksIn(story).filter(({ fence }) => fence > 0),
    a,
  );
  if (!task) return;
  const fence = 1 + (b % task.fence);
  const attemptId = `${task.planId}.${task.taskId}.${fence}`;
  send(story, command({ type: 'ReportSalvage', attemptId, fence, salvage: null }));
}
