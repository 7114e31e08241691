import { taskKey, type PlanId, type TaskId } from '@headrace/events';
import { median, percentile } from '../statistics.ts';
import { spread } from '../contender.ts';
import { claim, finishing, register, send, submitPlan } from './plans.ts';
import { REPO, type Stack } from './stack.ts';

export type Sizes = {
  readonly claimP50: Readonly<Record<'small' | 'large', number>>;
  readonly claimP99Large: number;
  readonly whyP50Large: number;
  readonly whyP99Large: number;
};

/** What one commit can hold. */
const TASKS_IN_PLAN = 1000;
const WIDTH = 4;

/** Two orgs of one orchestrator, one with 1,000 tasks and one with `large`; claims of one task, in turn in either. */
export async function sizes(stack: Stack, large: number, times: number): Promise<Sizes> {
  const client = stack.client();
  const orgs = { small: 1000, large };
  for (const [org, tasks] of Object.entries(orgs)) {
    const headers = { 'x-org': org };
    await client.post('/repos', { repoId: REPO, url: stack.repository }, headers);
    await register(client, `worker-${org}`, headers);
    await spread(Math.ceil(tasks / TASKS_IN_PLAN), WIDTH, (index) =>
      send(client, [submitPlan(`plan-${index}`, Math.min(TASKS_IN_PLAN, tasks))], headers),
    );
  }
  const claimed = { small: [] as number[], large: [] as number[] };
  for (let i = 0; i < times; i++)
    for (const org of ['small', 'large'] as const) claimed[org].push(await claimMs(org));
  const why: number[] = [];
  const last = Math.ceil(large / TASKS_IN_PLAN) - 1;
  for (let i = 0; i < times; i++) {
    const key = taskKey(`plan-${i % (last + 1)}` as PlanId, `t${i % TASKS_IN_PLAN}` as TaskId);
    why.push(await timed(() => client.get(`/tasks/${key}/why`, { 'x-org': 'large' })));
  }
  return {
    claimP50: { small: median(claimed.small), large: median(claimed.large) },
    claimP99Large: percentile(claimed.large, 0.99),
    whyP50Large: median(why),
    whyP99Large: percentile(why, 0.99),
  };

  /** What was claimed is completed, so that no runner is full. */
  async function claimMs(org: 'small' | 'large'): Promise<number> {
    const headers = { 'x-org': org };
    const since = performance.now();
    const got = await claim(client, { runnerId: `worker-${org}`, slots: 1, waitMs: 0 }, headers);
    const ms = performance.now() - since;
    if (got.length !== 1) throw new Error(`${got.length} claims in ${org} instead of 1`);
    await send(client, finishing(got), headers);
    return ms;
  }
}

async function timed(job: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await job();
  return performance.now() - since;
}
