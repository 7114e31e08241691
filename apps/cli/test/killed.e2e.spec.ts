import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { PlanView } from '@headrace/events';
import { resultOf } from './headrace.ts';
import { makeForge, subjectsOn } from './repositories.ts';
import { startUp, until, type Up } from './up.ts';

jest.setTimeout(180_000);

const count = 6;
const slowPlan = JSON.stringify({
  plan: 'slow',
  title: 'Slow tasks',
  repo: 'slow',
  roles: { dev: { agent: 'shell' } },
  defaults: { approvals: 0, maxAttempts: 10 },
  tasks: Array.from({ length: count }, (_, n) => ({
    id: `t${n}`,
    title: `Task ${n}`,
    role: 'dev',
    scope: [`file-${n}`],
    run: `sleep 1; echo ${n} > file-${n}`,
  })),
});

describe('a plan under way, when a process is killed', () => {
  let up: Up;
  let forge: string;
  beforeAll(async () => {
    up = await startUp({ flags: ['--lease-ms', '3000'] });
    forge = makeForge(up.place);
    writeFileSync(join(up.place, 'slow.json'), slowPlan);
    await up.run('repo', 'add', 'slow', forge);
    await up.run('plan', 'submit', join(up.place, 'slow.json'));
  });
  afterAll(() => up.remove());

  it('ends with the same merged result, whichever it was', async () => {
    for (const name of ['orchestrator', 'planner', 'nats-server', 'postgres', 'runner-1', 'web'])
      await up.kill(name);
    await up.killSupervisor();
    await up.start();
    const state = async () => {
      const ran = await up.run('plan', 'status', 'slow', '--json');
      return ran.code === 0 ? resultOf<PlanView>(ran).state : null;
    };
    await until(async () => (await state()) === 'done');
    const wanted = [...Array.from({ length: count }, (_, n) => `Task ${n}`), 'first'];
    expect([...subjectsOn(forge)].sort()).toEqual(wanted);
  });

  it('leaves a log that holds, and a read model that a rebuild makes again', async () => {
    expect(resultOf(await up.run('audit', 'verify', '--json'))).toMatchObject({ ok: true });
    expect(resultOf(await up.run('rebuild', '--json'))).toMatchObject({ equal: true });
  });
});
