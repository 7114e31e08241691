import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startTestPostgres } from './postgres.server.ts';

async function isServed(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

describe('a Postgres for tests', () => {
  it('gives each test a database of its own', async () => {
    const postgres = await startTestPostgres();
    const [one, two] = [await postgres.createTestDatabase(), await postgres.createTestDatabase()];
    await one.drop();
    expect([await isServed(one.url), await isServed(two.url)]).toEqual([false, true]);
    await postgres.stop();
  });

  it('does not outlive whoever started it and was killed', async () => {
    const program = `import { startTestPostgres } from '${new URL('./postgres.server.ts', import.meta.url).href}';
      console.log((await startTestPostgres()).url); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    expect(await isServed(url)).toBe(true);
    child.kill('SIGKILL');
    while (await isServed(url)) await pause(20);
  });
});
