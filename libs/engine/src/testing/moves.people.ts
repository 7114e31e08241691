import { after, type ChangeId, type Command, type Instant, type Stamp } from '@headrace/events';
import { ARCHIVE_AFTER_MS } from '../plan/plan.archive.ts';
import { allowedFor } from '../task/task.allowed.ts';
import type { TaskState } from '../task/task.state.ts';
import { send, tasksIn, type Story } from './story.ts';
import { at, childrenFor, command } from './work.ts';

/* What people and policies may do next. */

export function review(story: Story, a: number, b: number): void {
  const open = [...story.state.changes.values()].filter(
    ({ status }) => status === 'reviewing' || status === 'queued',
  );
  const change = at(open, a);
  if (!change) return;
  if (change.terms?.then && change.terms.expiresAt && b % 4 === 0)
    return void expireReview(story, change.changeId, change.terms.expiresAt);
  const actor = at(['person:ada', 'person:bob', 'policy:auto-approve', 'runner:r1'], b) as Stamp['actor'];
  const verdict = b % 6 === 5 ? 'reject' : 'approve';
  send(story, command({ type: 'ReviewChange', changeId: change.changeId, head: change.head, verdict }), {
    actor,
  });
}

/** Its time comes, or somebody believes that it has come. */
function expireReview(story: Story, changeId: ChangeId, until: Instant): void {
  story.now = after(story.now, 20 * 60_000);
  send(story, command({ type: 'ExpireReview', changeId, until }));
}

/** Something that may be done with some task. */
export function person(story: Story, a: number, b: number, c: number): void {
  const may = tasksIn(story).flatMap((task) => asked(story, task, c));
  if (b % 3 === 0) story.now = after(story.now, 20 * 60_000);
  const choice = at(may, a);
  if (choice) send(story, command(choice));
}

function asked({ state }: Story, task: TaskState, c: number): readonly object[] {
  const { planId, taskId, held } = task;
  const types = allowedFor({ state, plan: state.plans.get(planId)!, task }).filter(
    (type) => type !== 'CancelTask' || c % 10 === 0,
  );
  return types.flatMap((type): readonly object[] => {
    const target = { type, planId, taskId };
    if (type === 'ReleaseTask' && held?.until) return [{ ...target, type: 'WakeTask', until: held.until }];
    if (type === 'EditTask')
      return c % 5 ? [] : [{ ...target, patch: { priority: c % 2 ? 'high' : 'ongoing', maxAttempts: 3 } }];
    if (type === 'HoldTask') return c % 7 ? [] : [c % 2 ? { ...target, graceMs: 0 } : target];
    if (type === 'SkipTask') return c % 10 === 3 ? [{ ...target, reason: 'by hand' }] : [];
    if (type === 'ReassignTask') return c % 6 === 2 ? [{ ...target, ...otherHands(c), graceMs: 0 }] : [];
    if (type === 'RetryTask')
      return [c % 2 ? { ...target, from: ['agent', 'gates', 'scratch'][c % 3] } : target];
    if (type === 'DecomposeTask')
      return c % 6 ? [] : [{ ...target, children: childrenFor(task, c), propose: c % 4 === 0 }];
    if (type === 'RejectSplit' || type === 'RejectDecomposition') return c % 3 ? [] : [target];
    return ['ReleaseTask', 'RetryTask', 'AcceptSplit', 'AcceptDecomposition', 'CancelTask'].includes(type)
      ? [target]
      : [];
  });
}

const otherHands = (c: number): object =>
  c % 4 ? { role: 'doc', labels: [] } : { agent: 'claude', away: ['r1'] };

export const hasEndedPlan = ({ state }: Story): boolean =>
  [...state.plans.values()].some(({ status }) => status === 'finished');

/** Seldom by a person, mostly by the clock: too early, or a month later. */
export function archive(story: Story, a: number, b: number): void {
  const known = at([...story.state.plans.values()], a);
  if (!known) return;
  const actor = (b % 3 ? 'reactor:planner' : 'person:ada') as Stamp['actor'];
  if (b % 2) story.now = after(story.now, ARCHIVE_AFTER_MS);
  send(story, command({ type: 'ArchivePlan', planId: known.planId }), { actor });
}

/** A plan is cancelled seldom, and rather while something of it is being pushed: that is when it is hard. */
export function plan(story: Story, a: number, b: number, c: number): void {
  const known = at([...story.state.plans.values()], a);
  if (!known) return;
  const { planId } = known;
  const isPushing = [...story.state.changes.values()].some(
    (change) => change.planId === planId && change.status === 'queued' && change.prepared,
  );
  if (c % (isPushing ? 2 : 15) === 0) return void send(story, command({ type: 'CancelPlan', planId }));
  const phaseId = at(['one', 'two', 'three'], c);
  const choices = [
    { type: 'PausePlan', planId },
    { type: 'ResumePlan', planId },
    { type: 'ResumePlan', planId },
    { type: 'PausePhase', planId, phaseId },
    { type: 'ResumePhase', planId, phaseId },
    { type: 'ResumePhase', planId, phaseId },
    ...adjustments(planId, phaseId, a, b),
  ];
  send(story, command(at(choices, b) ?? {}));
}

function adjustments(planId: string, phaseId: string | undefined, a: number, b: number): readonly object[] {
  const graceMs = b % 2 ? 500 : undefined;
  return [
    { type: 'PausePlan', planId, graceMs },
    { type: 'PausePhase', planId, phaseId, graceMs },
    { type: 'PauseRole', planId, roleId: a % 2 ? 'dev' : 'doc', graceMs },
    { type: 'ResumeRole', planId, roleId: 'dev' },
    { type: 'ResumeRole', planId, roleId: 'doc' },
    { type: 'CapPlan', planId, maxParallel: a % 4 || null },
    { type: 'CapOrg', maxParallel: a % 5 || null },
    { type: 'PrioritiseTasks', planId, priority: a % 2 ? 'critical' : 'ongoing', phaseId },
    ...(b % 11 === 0 ? [{ type: 'CancelPhase', planId, phaseId }] : []),
    ...(b % 11 === 1 ? [{ type: 'CancelRole', planId, roleId: 'doc' }] : []),
  ].map((command) => JSON.parse(JSON.stringify(command)) as object); // `graceMs` missing, not undefined
}

/** Mostly it goes on at once, else little else would happen. */
export function org(story: Story, a: number, b: number): void {
  if (story.state.stopped || b % 3 > 0) {
    send(story, command({ type: 'StartOrg' }));
    return void send(story, delegation(story, a), { actor: 'person:ada' as Stamp['actor'] });
  }
  send(story, command({ type: 'StopOrg', graceMs: a % 3 ? 1000 : null }));
}

/** To give approvals in somebody's place, and no longer. */
const delegation = ({ now }: Story, a: number): Command =>
  command(
    a % 3
      ? { type: 'DelegateReviews', to: 'person:bob', until: after(now, 3_600_000) }
      : { type: 'RevokeReviews', to: 'person:bob' },
  );
