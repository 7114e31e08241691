import { setTimeout as sleep } from 'node:timers/promises';
import type { AttemptId, Event, RunnerId, TaskClaimed } from '@headrace/events';
import type { Supervised } from '../up/supervisor.ts';
import { lostAttempt, type DemoLog } from './demo.log.ts';

/** The runners as the demo can hurt them, and the recorded events as they come. */
export type Stage = Pick<DemoLog, 'commits' | 'event'> & {
  runner(id: RunnerId): Supervised | null;
  say(text: string): void;
};

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

const claimOf =
  (taskId: string, after: number) =>
  (event: Event): event is TaskClaimed =>
    event.type === 'TaskClaimed' && event.taskId === taskId && event.fence > after;

const ofAttempt =
  <T extends 'AttemptStarted' | 'ClaimExpired'>(type: T, id: AttemptId) =>
  (event: Event): event is Of<T> =>
    event.type === type && 'attemptId' in event && event.attemptId === id;

/** Stops the runner of a task past its lease, lets another take over, and continues it. */
export async function stopPastLease(stage: Stage, taskId: string): Promise<void> {
  const claim = await workBegun(stage, taskId);
  if (!claim) return;
  const runner = stage.runner(claim.runnerId);
  stage.say(`SIGSTOP to ${claim.runnerId}, which holds ${claim.attemptId}`);
  runner?.signal('SIGSTOP');
  const next = await takenOver(stage, claim);
  stage.say(`${next.runnerId} has taken over with fence ${next.fence}; SIGCONT to ${claim.runnerId}`);
  runner?.signal('SIGCONT');
}

/** Kills the runner of a task, lets another take over, and starts it again on its state. */
export async function killAndRestart(stage: Stage, taskId: string): Promise<void> {
  const claim = await workBegun(stage, taskId);
  if (!claim) return;
  await sleep(500); // some work is done and not yet told
  stage.say(`SIGKILL to ${claim.runnerId}, which holds ${claim.attemptId}`);
  const restart = await stage.runner(claim.runnerId)?.killAndHold();
  const next = await takenOver(stage, claim);
  stage.say(
    `${next.runnerId} has taken over with fence ${next.fence}; starting ${claim.runnerId} again on its state`,
  );
  await restart?.();
}

/** Null when an earlier run on this home has shown the scene already, or the task got by without. */
async function workBegun(stage: Stage, taskId: string): Promise<TaskClaimed | null> {
  const isOver = stage.commits.some(({ commit }) =>
    commit.events.some((event) => event.type === 'ChangeOpened' && event.taskId === taskId),
  );
  if (isOver || lostAttempt(stage, taskId)) return null;
  const claim = await stage.event(claimOf(taskId, 0));
  await stage.event(ofAttempt('AttemptStarted', claim.attemptId));
  return claim;
}

async function takenOver(stage: Stage, { attemptId, taskId, fence }: TaskClaimed): Promise<TaskClaimed> {
  await stage.event(ofAttempt('ClaimExpired', attemptId));
  return stage.event(claimOf(taskId, fence));
}
