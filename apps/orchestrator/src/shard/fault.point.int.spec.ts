import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const file = join(import.meta.dirname, 'fault.point.ts');
const steps = `const { faultPoint } = await import(${JSON.stringify(file)});
  for (let n = 1; n <= 3; n++) { faultPoint('sent'); console.log(n); faultPoint('folded'); }
  await new Promise((resolve) => setTimeout(resolve, 20));`;

/** How a process ended that went through three commits, and how many of them it saw. */
function ended(setting: string | null) {
  const env = { PATH: process.env.PATH, ...(setting === null ? {} : { HEADRACE_FAULT_POINT: setting }) };
  const { signal, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', steps], { env });
  return [signal, stdout.toString().trim().split('\n').length];
}

describe('a fault point', () => {
  it('is nothing without a setting', () => expect(ended(null)).toEqual([null, 3]));
  it('kills at the time that was asked for', () => expect(ended('folded:2')).toEqual(['SIGKILL', 2]));
  it('kills a moment later', () => expect(ended('sent:1+5')).toEqual(['SIGKILL', 3]));
  it('leaves other points alone', () => expect(ended('announced:1')).toEqual([null, 3]));
});
