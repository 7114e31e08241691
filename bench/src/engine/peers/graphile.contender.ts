import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import { createTally, spread, type Contender, type Load } from '../contender.ts';
import type { Postgres } from './postgres.ts';

/** `addJobs`, a local queue that fetches in batches, completions in batches: docs "performance" of graphile-worker. */
export async function graphileContender({ url }: Postgres, load: Load): Promise<Contender> {
  const logger = new Logger(() => () => undefined);
  const pool = new pg.Pool({ connectionString: url, max: load.callers + load.workers + 2 });
  for (const event of ['error', 'connect'] as const) pool.on(event, () => undefined); // it asks for both
  const utils = await makeWorkerUtils({ pgPool: pool, logger });
  await utils.migrate();
  const tally = createTally();
  let onStart: (at: number) => void = () => undefined;
  const runner = await run({
    pgPool: pool,
    logger,
    noHandleSignals: true,
    concurrency: load.workers,
    taskList: {
      noop: () => {
        onStart(performance.now());
        tally.add(1);
      },
    },
    preset: {
      worker: { localQueue: { size: load.batch }, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
    },
  });
  const allDone = async () => {
    while ((await leftIn(pool)) > 0);
  };
  const jobs = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ identifier: 'noop', payload: { i } }));
  return {
    name: 'graphile-worker',
    drain: async (tasks) => {
      const since = performance.now();
      const done = tally.expect(tasks);
      await spread(Math.ceil(tasks / load.batch), load.callers, (index) =>
        utils.addJobs(jobs(Math.min(load.batch, tasks - index * load.batch))),
      );
      await done;
      await allDone();
      return performance.now() - since;
    },
    lone: async () => {
      const done = tally.expect(1);
      const started = new Promise<number>((resolve) => (onStart = resolve));
      const since = performance.now();
      await utils.addJob('noop', { i: 0 });
      const at = await started;
      await done;
      await allDone();
      onStart = () => undefined;
      return at - since;
    },
    close: async () => {
      await runner.stop();
      await utils.release();
      await pool.end();
    },
  };
}

/** What is done is deleted: a handler's end is not yet durable. */
async function leftIn(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM graphile_worker._private_jobs',
  );
  return rows[0]?.count ?? 0;
}
