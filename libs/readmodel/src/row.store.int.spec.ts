import type { DataSource } from 'typeorm';
import {
  viewAttempt,
  viewPlan,
  viewTask,
  type Instant,
  type OrgId,
  type TaskId,
  type TaskKey,
  type TaskView,
} from '@headrace/events';
import {
  attemptFailed,
  planAdded,
  recordedFrom,
  splitProposed,
  taskAdded,
  taskClaimed,
  taskHeld,
} from '@headrace/events/testing';
import { AttemptRow } from './attempt/attempt.row.ts';
import { checksum } from './checksum.ts';
import { databaseAt, schemaOf } from './database.ts';
import { PlanRow } from './plan/plan.row.ts';
import { keyed, rowsByKey, upsertAll } from './row.store.ts';
import { TaskRow } from './task/task.row.ts';
import { startTestPostgres, type TestPostgres } from './testing/postgres.server.ts';

const org = 'main' as OrgId;
const task = (...events: Parameters<typeof recordedFrom>[0]): TaskView =>
  recordedFrom([taskAdded(), ...events]).reduce<TaskView | null>(viewTask, null)!;

describe('rows', () => {
  let postgres: TestPostgres;
  let db: DataSource;
  beforeAll(async () => void (postgres = await startTestPostgres()));
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    const { url } = await postgres.createTestDatabase();
    db = await databaseAt({ url, schema: schemaOf('main') }).initialize();
  });
  afterEach(() => db.destroy());

  const stored = async (key = 'p.t') => (await rowsByKey(db, TaskRow, [{ org, key }])).get(keyed(org, key));

  it('come back as the records that they were', async () => {
    const until = '2026-11-19T10:00:00.120Z' as Instant;
    const views = [task(), task(taskHeld({ until })), task(splitProposed())];
    for (const view of views) {
      await upsertAll(db, TaskRow, [{ ...view, org }]);
      expect(await stored()).toEqual(view);
    }
    const plan = viewPlan(null, recordedFrom([planAdded()])[0]!);
    await upsertAll(db, PlanRow, [{ ...plan, org }]);
    expect((await rowsByKey(db, PlanRow, [{ org, key: 'p' }])).get('main/p')).toEqual(plan);
  });

  it('are replaced as a whole', async () => {
    await upsertAll(db, TaskRow, [{ ...task(taskHeld()), org }]);
    await upsertAll(db, TaskRow, [{ ...task(), org }]);
    expect(await stored()).toMatchObject({ heldReason: null, heldNote: null });
  });

  it('of different orgs are different rows', async () => {
    const other = 'other' as OrgId;
    await upsertAll(db, TaskRow, [
      { ...task(), org },
      { ...task(), org: other, title: 'Elsewhere' },
    ]);
    const both = await rowsByKey(db, TaskRow, [
      { org, key: 'p.t' },
      { org: other, key: 'p.t' },
    ]);
    expect([...both.values()].map(({ title }) => title).sort()).toEqual(['Elsewhere', 'Mend the pump']);
  });

  it('are written by the thousand', async () => {
    const many = Array.from({ length: 4500 }, (_, i) => ({
      ...task(),
      org,
      key: `p.t${i}` as TaskKey,
      taskId: `t${i}` as TaskId,
      ordinal: i,
    }));
    await upsertAll(db, TaskRow, many);
    const [found] = await db.query<{ count: number }[]>(`SELECT count(*) AS count FROM "task"`);
    expect(found).toEqual({ count: 4500 });
  });

  it('keep what agents say as far as Postgres can hold it', async () => {
    const message = 'a\0b \ud800 c \\u0000 \u{1F600}';
    const events = recordedFrom([taskClaimed(), attemptFailed({ message })]);
    const attempt = events.reduce<ReturnType<typeof viewAttempt> | null>(viewAttempt, null)!;
    await upsertAll(db, AttemptRow, [{ ...attempt, org }]);
    const found = await rowsByKey(db, AttemptRow, [{ org, key: 'p.t.1' }]);
    expect(found.get('main/p.t.1')?.message).toBe('a\uFFFDb \uFFFD c \\u0000 \u{1F600}');
  });

  it('have a checksum of their content, whatever the order of writing', async () => {
    const rows = ['a', 'b', 'c'].map((id) => ({ ...task(), org, key: `p.${id}` as TaskKey }));
    await upsertAll(db, TaskRow, rows);
    const first = await checksum(db);
    await db.query(`DELETE FROM "task"`);
    const empty = await checksum(db);
    for (const row of rows.toReversed()) await upsertAll(db, TaskRow, [row]);
    expect(await checksum(db)).toEqual(first);
    await db.query(`UPDATE "task" SET "title" = 'other' WHERE "key" = 'p.b'`);
    const changed = await checksum(db);
    expect(new Set([first['task'], empty['task'], changed['task']]).size).toBe(3);
    expect(changed['plan']).toBe(first['plan']);
  });
});
