import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startOf } from '../process/process.table.ts';
import { lockState } from './lock.ts';

describe('the lock of a state directory', () => {
  let dir: string;
  let path: string;
  let parent: ChildProcess | null = null;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'headrace-lock-'));
    path = join(dir, 'lock');
  });
  afterEach(() => {
    parent?.kill('SIGKILL');
    parent = null;
    rmSync(dir, { recursive: true });
  });

  /** A process that ends when its input does, and of whose end its parent takes no note. */
  async function unnoticed(): Promise<{ pid: number; end(): void }> {
    parent = spawn('sh', ['-c', 'cat <&3 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    });
    const [line] = (await once(createInterface({ input: parent.stdout! }), 'line')) as [string];
    return { pid: Number(line), end: () => (parent!.stdio[3] as NodeJS.WritableStream).end() };
  }
  const heldBy = async (pid: number) =>
    writeFileSync(path, JSON.stringify({ pid, started: await startOf(pid) }));

  it('belongs to a process that lives', async () => {
    await heldBy(process.pid);
    await expect(lockState(path)).rejects.toMatchObject({ code: 'HOME_LOCKED' });
  });

  it('is free when it is given back', async () => {
    await (
      await lockState(path)
    )();
    await (
      await lockState(path)
    )();
  });

  it('is free when its holder has ended, though nobody has taken note of that', async () => {
    const { pid, end } = await unnoticed();
    await heldBy(pid);
    await expect(lockState(path)).rejects.toMatchObject({ code: 'HOME_LOCKED' });
    end();
    while ((await startOf(pid)) !== '');
    await (
      await lockState(path)
    )();
    expect(() => process.kill(pid, 0)).not.toThrow(); // it is listed to this moment
  });
});
