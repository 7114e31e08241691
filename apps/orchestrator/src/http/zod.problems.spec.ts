import { z } from 'zod';
import { pathOf, problemsOf } from './zod.problems.ts';

describe('what a schema found', () => {
  it('names every place', () => {
    const parsed = z
      .strictObject({ a: z.number(), b: z.array(z.string()) })
      .safeParse({ a: 'x', b: [1], c: 2 });
    expect(problemsOf(parsed.error!)).toMatchObject([
      { code: 'VALUE_INVALID', path: 'a', expected: 'number' },
      { code: 'VALUE_INVALID', path: 'b[0]' },
      { code: 'KEY_UNKNOWN', path: '' },
    ]);
  });
  it.each<[PropertyKey[], string]>([
    [[], ''],
    [[0, 'command', 'planId'], '[0].command.planId'],
    [['tasks', 3, 'needs', 0], 'tasks[3].needs[0]'],
  ])('%j', (path, text) => expect(pathOf(path)).toBe(text));
});
