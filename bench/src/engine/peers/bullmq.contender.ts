import { Queue, Worker } from 'bullmq';
import { createTally, spread, type Contender, type Load } from '../contender.ts';
import type { Redis } from './redis.ts';

const QUEUE = 'bench';

/** `addBulk` and one worker process with as many jobs at once as the others have workers: it takes them one by one. */
export async function bullmqContender(redis: Redis, load: Load): Promise<Contender> {
  const connection = { host: '127.0.0.1', port: redis.port, maxRetriesPerRequest: null };
  const queue = new Queue(QUEUE, {
    connection,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  const tally = createTally();
  let onStart: (at: number) => void = () => undefined;
  const worker = new Worker(
    QUEUE,
    () => {
      onStart(performance.now());
      return Promise.resolve();
    },
    { connection, concurrency: load.workers },
  );
  worker.on('completed', () => tally.add(1));
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  return {
    name: 'bullmq',
    drain: async (tasks) => {
      const since = performance.now();
      const done = tally.expect(tasks);
      await spread(Math.ceil(tasks / load.batch), load.callers, (index) =>
        queue.addBulk(
          Array.from({ length: Math.min(load.batch, tasks - index * load.batch) }, (_, i) => ({
            name: 'noop',
            data: { i },
          })),
        ),
      );
      await done;
      return performance.now() - since;
    },
    lone: async () => {
      const done = tally.expect(1);
      const started = new Promise<number>((resolve) => (onStart = resolve));
      const since = performance.now();
      await queue.add('noop', { i: 0 });
      const at = await started;
      await done;
      onStart = () => undefined;
      return at - since;
    },
    close: async () => {
      await worker.close();
      await queue.close();
    },
  };
}
