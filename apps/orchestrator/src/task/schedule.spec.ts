import type { CommandId } from '@headrace/events';
import { ScheduleRequest } from './task.routes.ts';
import { planOfOne, slugOf } from './schedule.ts';

const request = ScheduleRequest.parse({
  title: 'Fix the login, please',
  repo: 'web',
  run: 'true',
  gates: { test: { kind: 'command', run: 'npm test' } },
});
const id = 'c1' as CommandId;

function problemIn(work: () => unknown): unknown {
  try {
    return work();
  } catch (thrown) {
    return thrown;
  }
}

describe('one task without a plan', () => {
  it('becomes a plan of one', () => {
    const plan = planOfOne(request, id, 'main');
    expect(plan).toMatchObject({
      repo: 'web',
      target: 'main',
      tasks: [{ id: 'fix-the-login-please', gates: ['test'], role: 'developer' }],
    });
    expect(plan.plan).toMatch(/^fix-the-login-please-[0-9a-f]{8}$/);
  });
  it('is the same plan when the same command comes again, and another for another', () => {
    expect(planOfOne(request, id, 'main')).toEqual(planOfOne(request, id, 'main'));
    expect(planOfOne(request, 'c2' as CommandId, 'main').plan).not.toBe(planOfOne(request, id, 'main').plan);
  });
  it('needs a command for agent shell', () => {
    const silent = { ...request, run: undefined };
    const thrown = problemIn(() => planOfOne(silent, id, 'main'));
    expect(thrown).toMatchObject({ code: 'PLAN_INVALID', more: { problems: [{ code: 'RUN_MISSING' }] } });
  });
  it.each([
    ['Über die Brücke!', 'uber-die-brucke'],
    ['***', 'task'],
    ['a'.repeat(100), 'a'.repeat(40)],
  ])('%s is %s', (title, slug) => expect(slugOf(title)).toBe(slug));
});
