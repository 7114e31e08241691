import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { checkAccess, closedDirectory } from './postgres.access.ts';
import { postgresBinaries } from './postgres.binaries.ts';
import { startPostgres } from './postgres.server.ts';

describe('a Postgres of our own', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'headrace-pg-'));
    await chmod(root, 0o755);
  });
  afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));

  const start = (port = 0) =>
    startPostgres({ dataDir: join(root, 'data'), user: 'mill', password: 'a b/c', isDurable: false, port });

  async function answer(url: string, sql: string): Promise<unknown> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(sql);
    await client.end();
    return rows[0];
  }

  it('keeps its data over a stop', async () => {
    const first = await start();
    await answer(first.url(), 'CREATE TABLE kept AS SELECT 1 AS one');
    await first.stop();
    const second = await start(first.port);
    expect(await answer(second.url(), 'SELECT one FROM kept')).toEqual({ one: 1 });
    await second.stop();
  });

  it('recovers from a kill under the hands of a client', async () => {
    const first = await start();
    const client = new pg.Client({ connectionString: first.url() });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n');
    process.kill(first.pid(), 'SIGKILL');
    await first.gone;
    const second = await start(first.port);
    expect(await answer(second.url(), 'SELECT count(*)::int FROM kept')).toEqual({ count: 1000 });
    await second.stop();
  });

  it('takes over from one that was left behind', async () => {
    const leftover = await start();
    const next = await start(leftover.port);
    await leftover.gone;
    expect(await answer(next.url(), 'SELECT 1 AS one')).toEqual({ one: 1 });
    await next.stop();
  });

  it('wants the password', async () => {
    const server = await start();
    const url = server.url().replace(encodeURIComponent('a b/c'), 'guess');
    await expect(answer(url, 'SELECT 1')).rejects.toThrow('password authentication failed');
    await server.stop();
  });

  it('says which port is taken', async () => {
    const server = await start();
    const other = startPostgres({
      ...server,
      dataDir: join(root, 'b'),
      user: 'x',
      password: 'y',
      isDurable: false,
    });
    await expect(other).rejects.toMatchObject({ code: 'POSTGRES_UNAVAILABLE' });
    await server.stop();
  });
});

describe('the way to a directory', () => {
  const account = { uid: 64_999, gid: 64_999 };
  let root: string;
  beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'headrace-way-'))));
  afterEach(() => rm(root, { recursive: true }));

  it('is closed where one part of it is', async () => {
    await mkdir(join(root, 'a/b'), { recursive: true });
    await chmod(root, 0o755);
    expect(await closedDirectory(join(root, 'a/b/new'), account)).toBeNull();
    await chmod(root, 0o700);
    expect(await closedDirectory(join(root, 'a/b/new'), account)).toBe(root);
    await expect(checkAccess(join(root, 'a'), account)).rejects.toMatchObject({ code: 'HOME_UNUSABLE' });
  });

  it('is open to ourselves', async () => expect(await closedDirectory(root, null)).toBeNull());
});

it('runs from a copy where the installed binaries cannot be reached', async () => {
  const nobody = { uid: 64_999, gid: 64_999 };
  const installed = await postgresBinaries(null);
  const isOpen = (await closedDirectory(dirname(installed.postgres), nobody)) === null;
  const cache = await mkdtemp(join(tmpdir(), 'headrace-cache-'));
  await chmod(cache, 0o755);
  const { postgres } = await postgresBinaries(nobody, cache);
  expect(postgres.startsWith(cache)).toBe(!isOpen);
  expect((await stat(postgres)).mode & 0o005).toBe(0o005);
  await rm(cache, { recursive: true });
});
