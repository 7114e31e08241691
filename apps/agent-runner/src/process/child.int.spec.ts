import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start, type Child } from './child.ts';
import { processTable } from './process.table.ts';

describe('a child', () => {
  let dir: string;
  beforeEach(() => void (dir = realpathSync(mkdtempSync(join(tmpdir(), 'hr-child-')))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const run = async (script: string): Promise<Child> => {
    const env = { PATH: process.env['PATH'] ?? '', HEADRACE_MARK: dir };
    const child = await start({ words: ['sh', '-c', script], cwd: dir, env, mark: dir });
    child.stdin.end();
    return child;
  };
  const named = () => Number(readFileSync(join(dir, 'pid'), 'utf8'));
  const isAlive = async (pid: number) => (await processTable()).some((entry) => entry.pid === pid);
  const untilNamed = 'until [ -s pid ]; do sleep 0.01; done';

  it('is ended at once when its stdin was closed before', async () => {
    const child = await run('sleep 60');
    await child.stop(60_000);
    expect((await child.exited).signal).toBe('SIGTERM');
  });

  it('takes along what becomes another program again and again', async () => {
    writeFileSync(join(dir, 'restless'), 'echo $$ > pid; exec sh restless');
    const child = await run(`setsid sh restless & ${untilNamed}`);
    await child.exited;
    await child.stop(1000);
    expect(await isAlive(named())).toBe(false);
  });

  it('does not wait for one that escaped with its output', async () => {
    writeFileSync(join(dir, 'fugitive'), 'echo $$ > pid; exec sleep 60');
    const child = await run(`env -i setsid sh fugitive & ${untilNamed}`);
    await child.exited;
    await child.stop(1000);
    expect([child.stdout.destroyed, await isAlive(named())]).toEqual([true, true]);
    process.kill(named(), 'SIGKILL');
  });
});
