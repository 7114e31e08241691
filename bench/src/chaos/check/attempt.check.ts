import { eventsOf, number, text, texts, type Commit, type Finding, type Happened } from './stored.ts';

type Task = { fence: number; live: string | null };

/** By an attempt that is at work. */
const working = new Set(['AttemptStarted', 'GatesStarted', 'GateReported', 'AttemptFedBack']);
/** It is at work no more. */
const ending = new Set([
  'ClaimExpired',
  'AttemptFailed',
  'AttemptCancelled',
  'AttemptCompleted',
  'SplitProposed',
]);

/** Fences rise by one, one attempt of a task lives at a time, and none does anything before its claim or after its end. */
export function brokenFences(commits: readonly Commit[]): readonly Finding[] {
  const tasks = new Map<string, Task>();
  const taskOf = (key: string): Task => {
    const task = tasks.get(key) ?? { fence: 0, live: null };
    tasks.set(key, task);
    return task;
  };
  return eventsOf(commits).flatMap((event) => {
    const found =
      event.type === 'AttemptsStopped' ? stopped(event, taskOf) : follow(event, taskOf(keyOf(event)));
    return found.map((what) => `#${event.position} ${event.type}: ${what}`);
  });
}

function follow(event: Happened, task: Task): readonly Finding[] {
  const attempt = text(event, 'attemptId');
  if (event.type === 'TaskClaimed') return claim(event, task, attempt);
  if (event.type === 'ChangeOpened') return leave(task, text(event, 'changeId'));
  if (ending.has(event.type)) return leave(task, attempt);
  return working.has(event.type) ? notLive(task, attempt) : [];
}

function claim(event: Happened, task: Task, attempt: string): readonly Finding[] {
  const { fence, live } = task;
  task.fence = number(event, 'fence');
  task.live = attempt;
  return [
    ...(live === null ? [] : [`${attempt} begins while ${live} lives`]),
    ...(task.fence === fence + 1 ? [] : [`fence ${task.fence} of ${attempt} follows ${fence}`]),
    ...(attempt === `${keyOf(event)}.${task.fence}` ? [] : [`${attempt} has fence ${task.fence}`]),
  ];
}

function leave(task: Task, attempt: string): readonly Finding[] {
  const found = notLive(task, attempt);
  task.live = null;
  return found;
}

const notLive = ({ live }: Task, attempt: string): readonly Finding[] =>
  live === attempt ? [] : [`${attempt} does not live, ${live ?? 'none'} does`];

const stopped = (event: Happened, taskOf: (key: string) => Task): readonly Finding[] =>
  texts(event, 'taskIds').flatMap((taskId, index) => {
    const key = `${text(event, 'planId')}.${taskId}`;
    const fences = event.fences as readonly number[];
    return leave(taskOf(key), `${key}.${fences[index]}`);
  });

const keyOf = (event: Happened): string => `${text(event, 'planId')}.${text(event, 'taskId')}`;
