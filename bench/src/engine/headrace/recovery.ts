import type { Assignment } from '@headrace/events';
import { startPeerPostgres } from '../peers/postgres.ts';
import { startProcess } from './orchestrator.process.ts';
import { claim, finishing, register, send, submitPlan } from './plans.ts';
import { startStack, type Stack } from './stack.ts';

export type Recovery = {
  /** From SIGKILL until a runner has its next task; the process is started again at once. */
  readonly orchestratorMs: readonly number[];
  /** From the end of a silent runner's lease until another one has its task. */
  readonly runnerOverLeaseMs: readonly number[];
  /** Tasks that were given away twice, or completed by one who had lost them. */
  readonly doubleRuns: number;
};

const LEASE_MS = 2000;
const WAIT_MS = 20_000;

/** The orchestrator with a planner, for a lease ends only when somebody looks; every write synced. */
export async function recover(times: number): Promise<Recovery> {
  const stack = await startStack({ durability: 'synced', leaseMs: LEASE_MS });
  const postgres = await startPeerPostgres('synced');
  const env = { NATS_URL: stack.natsUrl, DATABASE_URL: postgres.url, ORCHESTRATOR_TOKEN: stack.token };
  const planner = await startProcess('planner', { env });
  const given: string[] = [];
  const orchestratorMs: number[] = [];
  const runnerOverLeaseMs: number[] = [];
  let late = 0;
  for (const runner of ['steady', 'silent']) await register(stack.client(), runner);
  // first, while there is no other task
  for (let n = 0; n < times; n++) {
    await send(stack.client(), [submitPlan(`silence-${n}`, 1)]);
    const { overMs, isDouble } = await killedRunner(stack);
    runnerOverLeaseMs.push(overMs);
    if (isDouble) late += 1;
  }
  for (let n = 0; n < times; n++) {
    await send(stack.client(), [submitPlan(`kill-${n}`, 200)]);
    orchestratorMs.push(await killedOrchestrator(stack, `kill-${n}`, given));
  }
  await planner.end('SIGTERM');
  await stack.stop();
  await postgres.stop();
  return { orchestratorMs, runnerOverLeaseMs, doubleRuns: given.length - new Set(given).size + late };
}

/** A runner takes one task after the other, each answer asked for until it comes; in between, the orchestrator is killed. */
async function killedOrchestrator(stack: Stack, round: string, given: string[]): Promise<number> {
  const killed = stack.client();
  let recoveredAt = 0;
  let asked = 0;
  const work = async () => {
    while (recoveredAt === 0) {
      const [attempt] = await insistent(stack, `${round}-${asked++}`);
      if (!attempt) throw new Error(`no task left in ${round}`);
      if (stack.client() !== killed) recoveredAt = performance.now();
      given.push(`${attempt.planId}.${attempt.taskId}`);
      await finished(stack, attempt);
    }
  };
  const working = work();
  await new Promise((resolve) => setTimeout(resolve, 100)); // some tasks further on
  const killedAt = performance.now();
  await stack.restart();
  await working;
  return recoveredAt - killedAt;
}

/** The same claim again and again, by its key. */
async function insistent(stack: Stack, key: string): Promise<readonly Assignment[]> {
  const ask = { runnerId: 'steady', slots: 1, waitMs: WAIT_MS };
  return again(() => claim(stack.client(), ask, { 'idempotency-key': key }));
}

/** Commands have ids, so that a repetition is answered and not done again. */
async function finished(stack: Stack, attempt: Assignment): Promise<void> {
  const requests = finishing([attempt]).map((request, i) => ({
    ...request,
    id: `${attempt.attemptId}-${attempt.fence}-${i}`,
  }));
  await again(() => send(stack.client(), requests));
}

async function again<T>(job: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await job();
    } catch (error) {
      if (!isAway(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

const isAway = (error: unknown): boolean =>
  ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes((error as { code?: string }).code ?? '') ||
  /socket hang up|LOG_UNAVAILABLE|STEPPED_DOWN/.test(String(error));

/** It says nothing more after its claim, as one that was killed. */
async function killedRunner(stack: Stack): Promise<{ overMs: number; isDouble: boolean }> {
  const [lost] = await claim(stack.client(), { runnerId: 'silent', slots: 1, waitMs: WAIT_MS });
  const since = performance.now();
  const [next] = await claim(stack.client(), { runnerId: 'steady', slots: 1, waitMs: WAIT_MS });
  const overMs = performance.now() - since - LEASE_MS;
  const isDouble = await send(stack.client(), finishing([lost!])).then(
    () => true,
    () => false,
  );
  await send(stack.client(), finishing([next!]));
  return { overMs, isDouble };
}
