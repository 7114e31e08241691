import { MOST_NEEDS, type Problem } from '@headrace/events';
import { planFile } from '../testing/given.ts';
import { checkPlan } from './plan.check.ts';
import { cycleProblems } from './plan.cycles.ts';
import { outlineOf } from './plan.outline.ts';

const problemsOf = (document: unknown): readonly Problem[] => {
  const checked = checkPlan(document);
  return checked.ok ? [] : checked.error;
};
const task = (id: string, over: object = {}) => ({ id, title: id.toUpperCase(), role: 'developer', ...over });
const tasks = (...list: readonly object[]) => planFile({ tasks: list });
const found = (document: unknown) => problemsOf(document).map(({ code, path }) => `${code} ${path}`);

it('lists as many problems as somebody may read, and counts the rest', () => {
  const needs = Array.from({ length: 5000 }, (_, i) => `x${i}`);
  const tasks = ['a', 'b'].map((id) => ({ id, title: 'A', role: 'developer', needs }));
  const checked = checkPlan(planFile({ tasks }));
  const problems = checked.ok ? [] : checked.error;
  expect(problems).toHaveLength(1001);
  expect(problems.at(-1)).toEqual({
    code: 'PLAN_INVALID',
    path: '',
    message: '9000 more problems are not listed.',
  });
});

describe('a plan file', () => {
  it('is read with its defaults', () =>
    expect(checkPlan(planFile())).toMatchObject({
      ok: true,
      value: { target: 'main', defaults: { approvals: 1 } },
    }));
  it.each([[null], [undefined], [{}], [planFile({ tasks: [] })]])('without tasks is empty: %j', (document) =>
    expect(found(document)).toEqual(['PLAN_EMPTY tasks']),
  );
  it('without the key has no tasks either', () =>
    expect(found({ ...planFile(), tasks: undefined })).toEqual(['PLAN_EMPTY tasks']));
  it('that is a list is none', () => expect(found([1])).toContain('VALUE_INVALID '));
});

describe('the shape of a plan file', () => {
  it('has no unknown keys', () =>
    expect(problemsOf({ ...planFile(), titel: 'x' })).toEqual([
      expect.objectContaining({ code: 'KEY_UNKNOWN', path: 'titel', nearest: 'title' }),
    ]));
  it('knows the keys of each place', () => {
    const gates = { lint: { kind: 'command', run: 'x', timeoutSecond: 5 } };
    expect(problemsOf(planFile({ gates }))).toEqual([
      expect.objectContaining({
        code: 'KEY_UNKNOWN',
        path: 'gates.lint.timeoutSecond',
        nearest: 'timeoutSeconds',
        expected: 'one of kind, title, run, measure, timeoutSeconds',
      }),
    ]);
    expect(problemsOf(tasks(task('a', { need: ['b'] })))).toEqual([
      expect.objectContaining({ code: 'KEY_UNKNOWN', path: 'tasks[0].need', nearest: 'needs' }),
    ]);
  });
  it('is named where a value has several forms', () => {
    const approvals = { foureyes: true, expires: { minutes: 0, then: 'explode' } };
    expect(problemsOf(tasks(task('a', { approvals }))).map(({ path, nearest }) => [path, nearest])).toEqual(
      expect.arrayContaining([
        ['tasks[0].approvals.foureyes', 'fourEyes'],
        ['tasks[0].approvals.expires.minutes', undefined],
        ['tasks[0].approvals.expires.then', undefined],
      ]),
    );
  });
  it.each([
    ['fewer than are needed', { count: 2, from: ['person:ada'] }, 'from'],
    ['policies where people are needed', { from: ['policy:auto'], fourEyes: true }, 'from'],
    ['fewer in the end', { count: 2, expires: { minutes: 5, to: ['person:ada'] } }, 'expires.to'],
  ])('asks for approvals of %s in vain', (_, approvals, path) =>
    expect(problemsOf(tasks(task('a', { approvals })))).toEqual([
      expect.objectContaining({ code: 'VALUE_INVALID', path: `tasks[0].approvals.${path}` }),
    ]),
  );
  it('has the values that are known', () =>
    expect(problemsOf(tasks(task('a', { priority: 'hgih' })))).toEqual([
      {
        code: 'VALUE_INVALID',
        path: 'tasks[0].priority',
        message: '"hgih" does not fit.',
        expected: 'one of critical, high, medium, ongoing',
        nearest: 'high',
      },
    ]));
  it('has moments with their offset, and caps that let something run', () =>
    expect(
      problemsOf({
        ...tasks(task('a', { startAt: '2026-11-20 14:05' }), task('b', { startAt: '2026-13-20T14:05Z' })),
        maxParallel: 0,
      }).map(({ path, expected }) => [path, expected]),
    ).toEqual([
      ['maxParallel', 'at least 1'],
      ['tasks[0].startAt', 'a moment with its offset, like 2026-11-20T14:05:00+01:00'],
      ['tasks[1].startAt', 'a moment that exists'],
    ]));
  it('has the types that are expected', () => {
    const wrong = tasks(task('a', { needs: 'b', approvals: 9, timeoutSeconds: 1.5, title: '' }), {
      id: 'b',
      role: 'developer',
    });
    expect(problemsOf(wrong).map(({ path, message, expected }) => [path, message, expected])).toEqual([
      ['tasks[0].title', '"" does not fit.', 'characters: at least 1'],
      ['tasks[0].needs', '"b" does not fit.', 'a list'],
      ['tasks[0].approvals', '9 does not fit.', 'at most 5'],
      ['tasks[0].timeoutSeconds', '1.5 does not fit.', 'a whole number'],
      ['tasks[1].title', '"title" is missing.', 'a string'],
    ]);
  });
  it('has ids that are ids', () =>
    expect(
      problemsOf(
        planFile({
          plan: 'My Plan',
          roles: { 'the dev': { agent: 'codex' }, developer: { agent: 'codex' } },
        }),
      ).map(({ path, expected }) => [path, expected]),
    ).toEqual([
      ['plan', '1 to 63 of a-z, 0-9 and "-", starting with a letter or digit'],
      ['roles["the dev"]', '1 to 63 of a-z, 0-9 and "-", starting with a letter or digit'],
    ]));
  it('has kinds of gates that exist', () =>
    expect(problemsOf(planFile({ gates: { g: { kind: 'comand', run: 'x' } } }))).toEqual([
      expect.objectContaining({ code: 'VALUE_INVALID', path: 'gates.g.kind', nearest: 'command' }),
    ]));
});

it('a plan file with too many needs is not looked at any further', () => {
  const needs = Array.from({ length: 1000 }, () => 'nobody');
  const tasks = Array.from({ length: 501 }, (_, n) => ({ id: `t${n}`, needs }));
  expect(problemsOf(planFile({ tasks }))).toEqual([
    expect.objectContaining({ code: 'NEEDS_TOO_MANY', path: 'tasks', expected: `at most ${MOST_NEEDS}` }),
  ]);
});

describe('the names in a plan file', () => {
  it('mean something, everywhere', () => {
    const document = planFile({
      phases: [{ id: 'one', title: '1', opensWhen: { done: ['onne'] } }],
      gates: { look: { kind: 'review', role: 'reviewr' } },
      defaults: { gates: ['lok'] },
      followUps: [
        {
          onLanded: { phases: ['two'] },
          task: { id: 'f-{task}', title: 'F', role: 'devloper', gates: ['x'] },
        },
      ],
      tasks: [
        task('alpha', {
          needs: ['alpah'],
          after: ['z'],
          phase: 'on',
          role: 'developers',
          gates: ['look', 'loook'],
        }),
      ],
    });
    expect(problemsOf(document).map(({ code, path, nearest }) => [code, path, nearest ?? null])).toEqual([
      ['PHASE_UNKNOWN', 'phases[0].opensWhen.done[0]', 'one'],
      ['ROLE_UNKNOWN', 'gates.look.role', null],
      ['GATE_UNKNOWN', 'defaults.gates[0]', 'look'],
      ['PHASE_UNKNOWN', 'tasks[0].phase', 'one'],
      ['ROLE_UNKNOWN', 'tasks[0].role', 'developer'],
      ['TASK_UNKNOWN', 'tasks[0].needs[0]', 'alpha'],
      ['TASK_UNKNOWN', 'tasks[0].after[0]', null],
      ['GATE_UNKNOWN', 'tasks[0].gates[1]', 'look'],
      ['PHASE_UNKNOWN', 'followUps[0].onLanded.phases[0]', null],
      ['ROLE_UNKNOWN', 'followUps[0].task.role', 'developer'],
      ['GATE_UNKNOWN', 'followUps[0].task.gates[0]', null],
    ]);
  });
  it('are used once', () => {
    const split = [
      { id: 'b', title: 'B', scope: ['b'] },
      { id: 'c', title: 'C', scope: ['c'] },
    ];
    expect(
      found(
        planFile({
          phases: [
            { id: 'p', title: '1' },
            { id: 'p', title: '2' },
          ],
          tasks: [task('a', { split }), task('b'), task('b')],
        }),
      ),
    ).toEqual(['ID_DUPLICATE phases[1].id', 'ID_DUPLICATE tasks[2].id', 'ID_DUPLICATE tasks[0].split[0].id']);
  });
  it('are found beside errors of shape', () =>
    expect(found({ ...tasks(task('a', { needs: ['x'], priority: 1 })), titel: 'x' })).toEqual([
      'VALUE_INVALID tasks[0].priority',
      'KEY_UNKNOWN titel',
      'TASK_UNKNOWN tasks[0].needs[0]',
    ]));
});

describe('what a plan file gives to others', () => {
  it.each([
    ['src/', 'src/**'],
    ['/src/**', 'src/**'],
    ['../x', undefined],
    ['a\\b', 'a/b'],
    ['a//b', 'a/b'],
    ['./a', 'a'],
    ['src/{a,b', undefined],
    ['src/[ab', undefined],
  ])('has path patterns, which %s is not', (pattern, nearest) => {
    const [problem] = problemsOf(tasks(task('a', { scope: ['ok/**', pattern] })));
    expect(problem).toMatchObject({ code: 'GLOB_INVALID', path: 'tasks[0].scope[1]' });
    expect(problem?.nearest).toBe(nearest);
  });
  it.each(['**', '!docs/**', 'src/**/*.{ts,tsx}', 'a b/[!x]?.md', '.github/**'])(
    'has path patterns such as %s',
    (pattern) => expect(found(tasks(task('a', { scope: [pattern] })))).toEqual([]),
  );
  it.each(['(', 'no group', '[a-'])('has measures, which %s does not give', (pattern) =>
    expect(found(planFile({ gates: { g: { kind: 'command', run: 'x', measure: { pattern } } } }))).toEqual([
      'PATTERN_INVALID gates.g.measure.pattern',
    ]),
  );
  it('has measures with a group', () =>
    expect(
      found(
        planFile({ gates: { g: { kind: 'command', run: 'x', measure: { pattern: 'Lines: ([0-9.]+)%' } } } }),
      ),
    ).toEqual([]));
  it.each(['-x', 'a b', 'a..b', 'x.lock', 'a/', '/a', '@', 'a~1', 'a//b', 'a\tb'])(
    'has a branch, which %j is not',
    (target) => expect(found(planFile({ target }))).toEqual(['VALUE_INVALID target']),
  );
  it.each(['main', 'release/1.x', 'a@b', 'feature/über'])('has a branch such as %s', (target) =>
    expect(found(planFile({ target }))).toEqual([]),
  );
  it('has a command where the agent is a shell', () =>
    expect(
      found(
        planFile({
          roles: { developer: { agent: 'shell' } },
          tasks: [task('a'), task('b', { run: 'make' })],
        }),
      ),
    ).toEqual(['RUN_MISSING tasks[0].run']));
  it('has follow-ups with ids', () => {
    const followUp = (id: string) =>
      planFile({
        phases: [{ id: 'p', title: 'P' }],
        followUps: [{ onLanded: { phases: ['p'] }, task: { id, title: 'F', role: 'developer' } }],
      });
    expect(found(followUp('Check {task}'))).toEqual(['VALUE_INVALID followUps[0].task.id']);
    expect(found(followUp('check-{task}'))).toEqual([]);
  });
});

describe('tasks that wait for one another', () => {
  const cycles = (document: unknown) =>
    problemsOf(document).map(({ code, path, message }) => [code, path, message]);
  it('are spelled out', () =>
    expect(
      cycles(tasks(task('a', { needs: ['b'] }), task('b', { after: ['c'] }), task('c', { needs: ['a'] }))),
    ).toEqual([['CYCLE', 'tasks[0].needs[0]', 'a needs b, b comes after c, c needs a.']]));
  it('include one that waits for itself', () =>
    expect(cycles(tasks(task('a', { needs: ['a'] })))).toEqual([
      ['CYCLE', 'tasks[0].needs[0]', 'a needs a.'],
    ]));
  it('are named knot by knot', () =>
    expect(
      cycles(
        tasks(
          task('a', { needs: ['b'] }),
          task('b', { needs: ['a'] }),
          task('c', { needs: ['d', 'a'] }),
          task('d', { needs: ['c'] }),
        ),
      ),
    ).toHaveLength(2));
  it('include those that wait for phases', () => {
    const phases = [
      { id: 'one', title: '1' },
      { id: 'two', title: '2', opensWhen: { done: ['one'] } },
    ];
    expect(
      cycles(
        planFile({ phases, tasks: [task('a', { phase: 'one', needs: ['b'] }), task('b', { phase: 'two' })] }),
      ),
    ).toEqual([
      [
        'CYCLE',
        'tasks[0].needs[0]',
        'a needs b, b is in phase two, phase two opens when phase one is done, phase one has a.',
      ],
    ]);
  });
  it('include phases that wait for each other', () => {
    const phases = [
      { id: 'one', title: '1', opensWhen: { done: ['two'] } },
      { id: 'two', title: '2', opensWhen: { done: ['one'] } },
    ];
    expect(
      problemsOf(planFile({ phases, tasks: [task('a', { phase: 'one' }), task('b', { phase: 'two' })] })),
    ).toEqual([expect.objectContaining({ code: 'CYCLE' })]);
  });
  it('are not those that only share a need', () =>
    expect(
      cycles(
        tasks(
          task('a'),
          task('b', { needs: ['a'] }),
          task('c', { needs: ['a'] }),
          task('d', { needs: ['b', 'c'] }),
        ),
      ),
    ).toEqual([]));
  it('are found in a chain of 100,000', () => {
    const chain = Array.from({ length: 100_000 }, (_, i) => ({
      id: `t${i}`,
      needs: [`t${(i + 1) % 100_000}`],
    }));
    const [problem, ...others] = cycleProblems(outlineOf({ tasks: chain }));
    expect(others).toEqual([]);
    expect(problem?.message).toMatch(/^t0 needs t1, t1 needs t2, .*, and 99980 more, t99999 needs t0\.$/);
  });
});
