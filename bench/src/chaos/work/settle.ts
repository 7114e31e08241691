import { setTimeout as sleep } from 'node:timers/promises';
import type { Load } from './load.ts';

type Task = {
  readonly planId: string;
  readonly taskId: string;
  readonly state: string;
  readonly heldReason: string | null;
};
type Page = { readonly items: readonly Task[]; readonly next: string | null };

/** How the read model shows it in the end. */
export type Settled = {
  /** By key, the state of every task. */
  readonly states: ReadonlyMap<string, string>;
  /** What was not done though nothing was in its way any more. */
  readonly stuck: readonly string[];
};

/** As a person does when the faults are over: releases, resumes, tries again, until every task is done or `limitMs` have passed. */
export async function settle(load: Load, limitMs: number, say: (text: string) => void): Promise<Settled> {
  const until = performance.now() + limitMs;
  for (let round = 0; ; round++) {
    const tasks = await allTasks(load);
    const open = tasks?.filter(({ state }) => state !== 'done') ?? [];
    const isDone = tasks !== null && open.length === 0 && tasks.length >= countOf(load);
    if (isDone || performance.now() > until) {
      const states = new Map(
        (tasks ?? []).map(({ planId, taskId, state }) => [`${planId}.${taskId}`, state]),
      );
      return { states, stuck: isDone ? [] : stuckOf(load, states) };
    }
    if (round % 10 === 0) say(`settling: ${open.length} of ${countOf(load)} tasks are not done`);
    if (round % 10 === 1) await mend(load, open, round);
    await sleep(500);
  }
}

const countOf = ({ plans }: Load): number => plans.reduce((sum, { tasks }) => sum + tasks.length, 0);

const stuckOf = ({ plans }: Load, states: ReadonlyMap<string, string>): readonly string[] =>
  plans
    .flatMap(({ plan, tasks }) => tasks.map(({ id }) => `${plan}.${id}`))
    .filter((key) => states.get(key) !== 'done')
    .map((key) => `${key} is ${states.get(key) ?? 'not listed'}`);

async function mend({ person }: Load, open: readonly Task[], round: number): Promise<void> {
  const paused = new Set(open.map(({ planId }) => planId));
  for (const planId of paused) await person.send(`resume-${planId}-${round}`, { type: 'ResumePlan', planId });
  for (const { planId, taskId, state, heldReason } of open) {
    const type =
      state === 'failed' || state === 'cancelled' ? 'RetryTask' : heldReason ? 'ReleaseTask' : null;
    if (type) await person.send(`mend-${planId}-${taskId}-${round}`, { type, planId, taskId });
  }
}

async function allTasks({ person }: Load): Promise<readonly Task[] | null> {
  const tasks: Task[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Page | null = await person.read<Page>(
      `/tasks?limit=500${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    if (!page) return null;
    tasks.push(...page.items);
    cursor = page.next;
  }
  return tasks;
}
