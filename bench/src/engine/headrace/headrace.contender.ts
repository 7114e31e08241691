import { spread, type Contender, type Load } from '../contender.ts';
import { claim, finishing, register, send, submitPlan } from './plans.ts';
import type { Stack } from './stack.ts';

const WAIT_MS = 20_000;

/** Callers submit plans of `batch` tasks; each worker claims up to `batch` of them and reports on each. */
export async function headraceContender(stack: Stack, load: Load): Promise<Contender> {
  const client = stack.client();
  const runners = Array.from({ length: load.workers }, (_, n) => `worker-${n}`);
  for (const runner of runners) await register(client, runner);
  let plans = 0;
  const schedule = (tasks: number) => send(client, [submitPlan(`plan-${plans++}`, tasks)]);

  const drain = async (tasks: number) => {
    const since = performance.now();
    let left = tasks;
    let lastAt = since;
    const work = async (runnerId: string) => {
      while (left > 0) {
        const attempts = await claim(client, { runnerId, slots: load.batch, waitMs: 100 });
        if (attempts.length > 0) await send(client, finishing(attempts));
        left -= attempts.length;
        if (left === 0) lastAt = performance.now();
      }
    };
    const scheduling = spread(Math.ceil(tasks / load.batch), load.callers, (index) =>
      schedule(Math.min(load.batch, tasks - index * load.batch)),
    );
    await Promise.all([scheduling, ...runners.map(work)]);
    return lastAt - since;
  };

  const lone = async () => {
    const started = claim(client, { runnerId: 'worker-0', slots: 1, waitMs: WAIT_MS }).then((attempts) => ({
      attempts,
      at: performance.now(),
    }));
    await settled();
    const since = performance.now();
    await schedule(1);
    const { attempts, at } = await started;
    await send(client, finishing(attempts));
    return at - since;
  };

  return { name: 'headrace', drain, lone, close: () => Promise.resolve() };
}

/** A poll has arrived and waits. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 10));
