import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until, type Up } from './up.ts';

/** A shell task without review that works until it is let go; then it writes `<name>.txt` and ends. */
export type WaitingTask = { readonly key: string; letGo(): void };

/** Schedules it in the repository `web` and resolves when its agent is at work. */
export async function beginWaitingTask(up: Up, name: string): Promise<WaitingTask> {
  const marks = join(up.place, 'marks');
  mkdirSync(marks, { recursive: true });
  const [begun, go] = [join(marks, `${name}.begun`), join(marks, `${name}.go`)];
  const wait = `until [ -e ${go} ]; do sleep 0.1; done`;
  const { key } = await scheduleTask(up, name, `touch ${begun}; ${wait}`);
  await until(() => existsSync(begun));
  return { key, letGo: () => writeFileSync(go, '') };
}

/** The same without waiting for anything. */
export const scheduleTask = (up: Up, name: string, first = 'true'): Promise<{ key: string }> =>
  up.client().post('/schedule', {
    ...{ title: name, repo: 'web', approvals: 0, scope: [`${name}.txt`] },
    run: `${first}; echo ${name} > ${name}.txt`,
  });
