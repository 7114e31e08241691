import { counted, type Ref } from '@headrace/events';
import { isReached } from '../offer/cap.ts';
import { obstacles, type Obstacle } from '../offer/obstacle.ts';
import { isAtLimit } from '../offer/offer.index.ts';
import { countOffered, fits, HIGHEST_RANK } from '../offer/offer.pick.ts';
import type { OrgState } from '../org/org.state.ts';
import type { PlanState } from '../plan/plan.state.ts';
import { attemptAt, statusOf, type Hold, type TaskState } from '../task/task.state.ts';
import { distinct } from '../refuse.ts';
import type { LiveRunner, Now, Reason } from './reason.ts';
import { accountReasons, withFreeAccount } from './why.account.ts';

/** What keeps a task from being claimed, whether it is ready yet or not. */
export function offerReasons(
  state: OrgState,
  plan: PlanState,
  task: TaskState,
  { runners }: Now,
): readonly Reason[] {
  return [
    ...stopReason(state),
    ...planReason(plan),
    ...roleReason(plan, task),
    ...holdReason(task),
    ...accountReasons(state, task, runners),
    ...limitReason(plan, task),
    ...capReasons(state, plan),
    ...obstacleReasons(state, plan, task),
    ...(runners ? runnerReason(state, task, runners) : []),
    ...orderReason(state, task),
  ];
}

export function stopReason({ stopped, org }: OrgState): readonly Reason[] {
  if (!stopped) return [];
  const { reason, since, ref } = stopped;
  return [
    {
      kind: 'org',
      text: `Everything in ${org} is stopped since ${since}${reason ? `: ${reason}` : ''}.`,
      data: { org, since, reason },
      proof: [ref],
      change: 'Somebody starting it again.',
    },
  ];
}

function planReason({ status, planId, reason, ref }: PlanState): readonly Reason[] {
  if (status === 'running') return [];
  const change = status === 'paused' ? `Somebody resuming plan ${planId}.` : 'Nothing: the plan has ended.';
  const text = `Plan ${planId} is ${status}${reason ? `: ${reason}` : ''}.`;
  return [{ kind: 'plan', text, data: { planId, status, reason }, proof: [ref], change }];
}

const afterFailure: ReadonlySet<Hold['reason']> = new Set([
  'retry',
  'loop',
  'quota',
  'auth',
  'refused',
  'ask',
]);

function holdReason({ held, proposal, ended, lastFailure }: TaskState): readonly Reason[] {
  if (!held) return [];
  const cause = afterFailure.has(held.reason) ? ended.slice(-1).map(({ ref }) => ref) : [];
  const { reason, note, until, account, ref } = held;
  const words = until
    ? reason === 'start'
      ? `It is not to start before ${until}.`
      : `It is held (${reason}): waiting until ${until}.`
    : `It is held (${reason}) until somebody decides.`;
  const isSaid = lastFailure !== null && note.includes(lastFailure.replace(/^\w+: /, ''));
  const isTold = afterFailure.has(reason) && lastFailure !== null && !isSaid;
  const failure = isTold ? `The last attempt failed: ${lastFailure}` : '';
  return [
    {
      kind: 'hold',
      text: [words, note, failure].filter(Boolean).join(' '),
      data: { reason, note, until, account },
      proof: distinct([ref, ...(proposal ? [proposal.ref] : []), ...cause]),
      change: proposal
        ? `Accepting or rejecting the ${proposal.event.type === 'SplitProposed' ? 'split' : 'decomposition'}.`
        : until
          ? `The time ${until}, or somebody releasing it.`
          : 'Somebody releasing it.',
    },
  ];
}

function roleReason({ planId, pausedRoles }: PlanState, { role }: TaskState): readonly Reason[] {
  const paused = pausedRoles.get(role);
  if (!paused) return [];
  const { reason, ref } = paused;
  return [
    {
      kind: 'role',
      text: `Role ${role} is paused${reason ? `: ${reason}` : ''}.`,
      data: { planId, role, reason },
      proof: [ref],
      change: `Somebody resuming role ${role}.`,
    },
  ];
}

/** Who is at work is too many to name: how many there may be says enough. */
function capReasons(state: OrgState, plan: PlanState): readonly Reason[] {
  const reached = [
    { name: `plan ${plan.planId}`, cap: plan.cap, atWork: plan.working },
    { name: `org ${state.org}`, cap: state.cap, atWork: state.attempts.size },
  ].filter(({ cap, atWork }) => isReached(cap, atWork));
  return reached.map(({ name, cap, atWork }) => ({
    kind: 'cap',
    text: `${counted(atWork, 'attempt is', 'attempts are')} at work in ${name}, which is as many as there may be.`,
    data: { of: name, limit: cap.maxParallel, atWork },
    proof: cap.ref ? [cap.ref] : [],
    change: 'One of these attempts ending, or a higher cap.',
  }));
}

function limitReason(plan: PlanState, task: TaskState): readonly Reason[] {
  if (!isAtLimit(plan, task.role)) return [];
  const limit = plan.roles[task.role]?.maxParallel ?? 0;
  const atWork = [...plan.tasks.values()].filter(
    ({ life }) => life.status === 'working' && life.attempt.role === task.role, // as which it was claimed
  );
  return [
    {
      kind: 'role-limit',
      text: `Role ${task.role} has ${atWork.length} of ${counted(limit, 'attempt')} at work.`,
      data: { role: task.role, limit, atWork: atWork.map(({ taskId }) => taskId) },
      proof: [
        plan.rolesSet.get(task.role) ?? plan.added,
        ...atWork.flatMap((other) => attemptAt(other)?.claimed ?? []),
      ],
      change: 'One of these attempts ending.',
    },
  ];
}

function obstacleReasons(state: OrgState, plan: PlanState, task: TaskState): readonly Reason[] {
  const found = [...obstacles(state.offers.holdings, plan, task)];
  const isFirst = ({ resource, holder }: Obstacle, i: number) =>
    found.findIndex((other) => other.resource === resource && other.holder === holder) === i;
  return found.filter(isFirst).map(obstacleReason);
}

function obstacleReason({ holder, kind, name }: Obstacle): Reason {
  const { planId, taskId } = holder.task;
  const key = `${planId}.${taskId}`;
  const what = kind === 'worktree' ? `worktree ${name}` : `${name}, which overlaps its scope,`;
  const data = { [kind]: name, holder: key, status: statusOf(holder.task) };
  if (holder.parts)
    return {
      kind,
      text: `${key} was divided, and ${what} is kept for ${[...holder.parts].join(', ')}.`,
      data: { ...data, parts: [...holder.parts] },
      proof: [holder.task.moved],
      change: 'The last of these parts being over.',
    };
  return {
    kind,
    text: `${key}, which is ${statusOf(holder.task)}, has ${what} until it is over.`,
    data,
    proof: [holder.taken],
    change: `${key} landing, failing or being cancelled.`,
  };
}

function runnerReason(state: OrgState, task: TaskState, runners: readonly LiveRunner[]): readonly Reason[] {
  const all = runners.filter((runner) => fits(task, runner));
  const fitting = withFreeAccount(state, task, all);
  if (all.length > 0 && fitting.length === 0) return []; // its account is the reason
  if (fitting.some(({ freeSlots }) => freeSlots > 0)) return [];
  const { role, agent, labels, away } = task;
  const isKeptAway = away.length > 0 ? `, not one of ${away.join(', ')}` : '';
  const wanted = `role ${role}, agent ${agent}${labels.length > 0 ? `, labels ${labels.join(', ')}` : ''}${isKeptAway}`;
  const isBusy = fitting.length > 0;
  return [
    {
      kind: 'runner',
      text: isBusy
        ? fitting.length === 1
          ? 'The one runner that fits is busy.'
          : `All ${fitting.length} runners that fit are busy.`
        : `No runner is alive with ${wanted}.`,
      data: { role, agent, labels, runners: fitting.map(({ runnerId }) => runnerId) },
      proof: [task.demanded, ...claimsOn(state, fitting)],
      change: isBusy ? 'One of them getting a free slot.' : `Starting a runner with ${wanted}.`,
    },
  ];
}

/** Who is alive is not history; what they have at work is. */
const claimsOn = ({ attempts }: OrgState, runners: readonly LiveRunner[]): readonly Ref[] =>
  [...attempts]
    .filter(({ runnerId }) => runners.some((runner) => runner.runnerId === runnerId))
    .map(({ claimed }) => claimed)
    .slice(0, MOST_CLAIMS);

const MOST_CLAIMS = 10;

/** Only for what can be claimed: everything else waits for something before its turn matters. */
function orderReason(state: OrgState, task: TaskState): readonly Reason[] {
  if (!state.offers.entries.has(task)) return [];
  const before = countOffered(state.offers, task);
  if (before === 0) return [];
  const count = before >= HIGHEST_RANK ? `At least ${HIGHEST_RANK}` : String(before);
  return [
    {
      kind: 'order',
      text: `${count} claimable ${before === 1 ? 'task stands' : 'tasks stand'} before it: priority ${task.priority}, path ${task.path}, ready since ${task.readySince}.`,
      data: { before, priority: task.priority, path: task.path, since: task.readySince },
      proof: [task.moved],
      change: 'These being claimed, or a higher priority.',
    },
  ];
}
