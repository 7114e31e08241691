import { setTimeout as sleep } from 'node:timers/promises';
import type { AttemptId, Event, RunnerId, TaskClaimed } from '@headrace/events';
import type { Supervised } from '../up/supervisor.ts';

/** The runners as the demo can hurt them, and the recorded events as they come. */
export type Stage = {
  runner(id: RunnerId): Supervised | null;
  /** Resolves with the first recorded event, past or to come, that satisfies. */
  event<E extends Event>(matches: (event: Event) => event is E): Promise<E>;
  say(text: string): void;
};

const claimOf =
  (taskId: string, after: number) =>
  (event: Event): event is TaskClaimed =>
    event.type === 'TaskClaimed' && event.taskId === taskId && event.fence > after;

type Started = Extract<Event, { type: 'AttemptStarted' }>;
const startOf =
  (id: AttemptId) =>
  (event: Event): event is Started =>
    event.type === 'AttemptStarted' && event.attemptId === id;

type Expired = Extract<Event, { type: 'ClaimExpired' }>;
const expiryOf =
  (id: AttemptId) =>
  (event: Event): event is Expired =>
    event.type === 'ClaimExpired' && event.attemptId === id;

/** Stops the runner of a task past its lease, lets another take over, and continues it. Resolves with the lost attempt. */
export async function stopPastLease(stage: Stage, taskId: string): Promise<AttemptId> {
  const claim = await stage.event(claimOf(taskId, 0));
  await stage.event(startOf(claim.attemptId));
  const runner = stage.runner(claim.runnerId);
  stage.say(`SIGSTOP to ${claim.runnerId}, which holds ${claim.attemptId}`);
  runner?.signal('SIGSTOP');
  await stage.event(expiryOf(claim.attemptId));
  const next = await stage.event(claimOf(taskId, claim.fence));
  stage.say(`${next.runnerId} has taken over with fence ${next.fence}; SIGCONT to ${claim.runnerId}`);
  runner?.signal('SIGCONT');
  return claim.attemptId;
}

/** Kills the runner of a task, lets another take over, and starts it again on its state. Resolves with the lost attempt. */
export async function killAndRestart(stage: Stage, taskId: string): Promise<AttemptId> {
  const claim = await stage.event(claimOf(taskId, 0));
  await stage.event(startOf(claim.attemptId));
  await sleep(500);
  stage.say(`SIGKILL to ${claim.runnerId}, which holds ${claim.attemptId}`);
  const restart = await stage.runner(claim.runnerId)?.killAndHold();
  await stage.event(expiryOf(claim.attemptId));
  const next = await stage.event(claimOf(taskId, claim.fence));
  stage.say(
    `${next.runnerId} has taken over with fence ${next.fence}; starting ${claim.runnerId} again on its state`,
  );
  await restart?.();
  return claim.attemptId;
}
