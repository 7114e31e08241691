import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../terminal/failure.ts';
import { startedAt } from './process.table.ts';

/** One `headrace up` per home. The lock of a process that is gone is taken over. Errors: HOME_LOCKED. */
export function lockHome(dir: string): () => void {
  const file = join(dir, 'lock');
  const mine = `${process.pid} ${startedAt(process.pid) ?? ''}`;
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      const handle = openSync(file, 'wx', 0o600);
      writeSync(handle, mine);
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const [pid = '', started = ''] = readFileSync(file, 'utf8').split(' ');
      if (startedAt(Number(pid)) === started)
        throw new Failure('HOME_LOCKED', `process ${pid} runs on ${dir}`);
      rmSync(file, { force: true });
    }
  }
  throw new Failure('HOME_LOCKED', `${file} cannot be taken`);
}
