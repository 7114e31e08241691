import { PgBoss } from 'pg-boss';
import { createTally, spread, type Contender, type Load } from '../contender.ts';
import type { Postgres } from './postgres.ts';

const QUEUE = 'bench';

/** `insert` of many, workers that fetch in batches and go on at once while batches are full, woken by NOTIFY. */
export async function pgBossContender({ url }: Postgres, load: Load): Promise<Contender> {
  const boss = new PgBoss({ connectionString: url, max: load.callers + load.workers, useListenNotify: true });
  boss.on('error', (error) => process.stderr.write(`pg-boss: ${String(error)}\n`));
  await boss.start();
  await boss.createQueue(QUEUE, { notify: true });
  const tally = createTally();
  let onStart: (at: number) => void = () => undefined;
  const settings = {
    batchSize: load.batch,
    localConcurrency: load.workers,
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 0.5,
    notifyPollingIntervalSeconds: 0.5,
  };
  await boss.work(QUEUE, settings, (jobs) => {
    onStart(performance.now());
    tally.add(jobs.length);
    return Promise.resolve();
  });
  const allDone = async () => {
    while ((await activeOf(boss)) > 0);
  };
  return {
    name: 'pg-boss',
    drain: async (tasks) => {
      const since = performance.now();
      const done = tally.expect(tasks);
      await spread(Math.ceil(tasks / load.batch), load.callers, (index) =>
        boss.insert(
          QUEUE,
          Array.from({ length: Math.min(load.batch, tasks - index * load.batch) }, (_, i) => ({
            data: { i },
          })),
        ),
      );
      await done;
      await allDone();
      return performance.now() - since;
    },
    lone: async () => {
      const done = tally.expect(1);
      const started = new Promise<number>((resolve) => (onStart = resolve));
      const since = performance.now();
      await boss.send(QUEUE, { i: 0 });
      const at = await started;
      await done;
      await allDone();
      onStart = () => undefined;
      return at - since;
    },
    close: () => boss.stop({ graceful: false }),
  };
}

/** Handed out and not completed: a handler's end is not yet durable. */
async function activeOf(boss: PgBoss): Promise<number> {
  const sql = `SELECT count(*)::int AS count FROM pgboss.job WHERE name = '${QUEUE}' AND state < 'completed'`;
  const answer: { rows: { count: number }[] } = await boss.getDb().executeSql(sql);
  return answer.rows[0]?.count ?? 0;
}
