import type { PlanFile } from '../plan/plan.file.ts';
import type { Problem } from '../refusal.ts';
import { fail, ok } from '../result.ts';
import { checkPlanText } from './plan.check.ts';

const finds =
  (...problems: Problem[]) =>
  () =>
    fail(problems);

describe('checking a plan file', () => {
  it('gives the plan', () => {
    const plan = { plan: 'a' } as PlanFile;
    expect(checkPlanText('plan: a', 'p.yaml', () => ok(plan))).toEqual(ok(plan));
  });
  it('places each problem, in the order of the text', () => {
    const unknownKey: Problem = { code: 'KEY_UNKNOWN', path: 'tasks[0].rol', message: '', nearest: 'role' };
    const checkPlan = finds(unknownKey, { code: 'VALUE_INVALID', path: 'plan', message: '' });
    expect(checkPlanText('plan: A\ntasks:\n  - rol: x\n', 'p.yaml', checkPlan)).toEqual(
      fail([
        { code: 'VALUE_INVALID', path: 'plan', message: '', file: 'p.yaml', line: 1, column: 7 },
        { ...unknownKey, file: 'p.yaml', line: 3, column: 5 },
      ]),
    );
  });
  it('does not look for the place of what is everywhere', () => {
    const problem: Problem = { code: 'NEEDS_TOO_MANY', path: 'tasks', message: '' };
    let times = 0;
    const checkPlan = () => {
      times++;
      return finds(problem)();
    };
    expect([checkPlanText('{"plan": "a"}', 'p.json', checkPlan), times]).toEqual([
      fail([{ ...problem, file: 'p.json', line: 1, column: 1 }]),
      1,
    ]);
  });
  it('checks nothing that is not YAML', () => {
    const checkPlan = (): never => {
      throw new Error('checked');
    };
    expect(checkPlanText('a: "', 'p.yaml', checkPlan)).toMatchObject({
      ok: false,
      error: [{ file: 'p.yaml' }],
    });
  });
});
