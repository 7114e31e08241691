import type { OrgId } from '@headrace/events';
import { momentOf, taskAdded } from '@headrace/events/testing';
import type { DataSource } from 'typeorm';
import { positionOf, saveCheckpoint } from './checkpoint/checkpoint.store.ts';
import { databaseAt, schemaOf } from './database.ts';
import { openReadModel, type ReadModel } from './readmodel.ts';
import { listTasks } from './task/task.queries.ts';
import { given } from './testing/history.ts';
import { startTestPostgres, type TestPostgres } from './testing/postgres.server.ts';

const org = 'main' as OrgId;
const cursorOf = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

describe('the read model', () => {
  let postgres: TestPostgres;
  let url: string;
  let writer: DataSource;
  let model: ReadModel;
  beforeAll(async () => void (postgres = await startTestPostgres()));
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    url = (await postgres.createTestDatabase()).url;
    writer = await databaseAt({ url, schema: schemaOf('main') }).initialize();
    model = openReadModel({ url, shard: 'main' });
  });
  afterEach(async () => {
    await model.close();
    await writer.destroy();
  });

  const reach = (position: number) => saveCheckpoint(writer, 'main', position, momentOf(position));

  it('waits for a position that is on its way', async () => {
    const waits = Promise.all([model.waitForPosition(2, 20_000), model.waitForPosition(1, 20_000)]);
    await reach(1);
    await reach(2);
    await waits;
    await model.waitForPosition(2, 20_000);
  });

  it('says when a position is not reached in time', () =>
    expect(model.waitForPosition(7, 30)).rejects.toMatchObject({ code: 'POSITION_NOT_REACHED' }));

  it.each([
    ['a text with NUL', { q: 'a\0b' }],
    ['a cursor with NUL', { cursor: cursorOf(['p\0', 1]) }],
    ['a cursor of other types', { cursor: cursorOf(['p', 'x']) }],
    ['a cursor with a number that is too large', { cursor: cursorOf(['p', 1e300]) }],
    ['what is no cursor', { cursor: 'x' }],
  ])('refuses %s', async (_, asked) => {
    const reading = model.snapshot((db) => listTasks(db, org, asked));
    await expect(reading).rejects.toMatchObject({ code: 'QUERY_INVALID' });
  });

  it('shows one position to all queries of a snapshot', async () => {
    await given(writer, org, [taskAdded()]);
    await reach(1);
    const seen = await model.snapshot(async (db) => {
      const before = await positionOf(db);
      await reach(2);
      return [before, await positionOf(db), (await listTasks(db, org)).items.length];
    });
    expect(seen).toEqual([1, 1, 1]);
  });

  it('says that it is away, and is there again with Postgres', async () => {
    await reach(3);
    expect(await model.read(positionOf)).toBe(3);
    await postgres.kill();
    await expect(model.read(positionOf)).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
    await expect(model.waitForPosition(3, 5000)).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
    expect(await model.health()).toMatchObject({ connected: false });
    await postgres.restart();
    expect(await model.read(positionOf)).toBe(3);
    expect(await model.health()).toMatchObject({ connected: true, position: 3 });
  });

  it('is away while Postgres hangs', async () => {
    const impatient = openReadModel({ url, shard: 'main', statementTimeoutMs: 50 });
    const [backend] = await impatient.read((db) =>
      db.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid'),
    );
    process.kill(backend!.pid, 'SIGSTOP');
    await expect(impatient.read(positionOf)).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
    process.kill(backend!.pid, 'SIGCONT');
    expect(await impatient.read(positionOf)).toBe(0);
    await impatient.close();
  });

  it('can be opened before Postgres is there', async () => {
    await postgres.kill();
    const early = openReadModel({ url, shard: 'main' });
    await expect(early.read(positionOf)).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
    await postgres.restart();
    expect(await early.read(positionOf)).toBe(0);
    await early.close();
  });

  it('is away while nobody has filled it', async () => {
    const empty = openReadModel({ url, shard: 'new' });
    await expect(empty.read(positionOf)).rejects.toMatchObject({ code: 'READ_MODEL_UNAVAILABLE' });
    await empty.close();
  });
});
