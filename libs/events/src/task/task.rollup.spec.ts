import type { TaskId } from '../ids.ts';
import { rollUpOf } from './task.rollup.ts';
import type { TaskView } from './task.view.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 12, minute)).toISOString();
const task = (taskId: string, over: object = {}): TaskView =>
  ({
    taskId: taskId as TaskId,
    ...{ state: 'done', splitInto: null, removedAt: null, lines: 10, changeId: `p.${taskId}.1` },
    ...{ claimedAt: at(0), finishedAt: at(5) },
    ...over,
  }) as TaskView;
const divided = (taskId: string, ...splitInto: string[]) =>
  task(taskId, { state: 'cancelled', splitInto, lines: null, changeId: null, claimedAt: null });

describe('what became of a task that others took the place of', () => {
  const whole = divided('t', 'a', 'b');
  it('is nothing to tell of one that is whole', () => expect(rollUpOf(task('t'), [])).toBeNull());
  it('is done when all of them are, with their lines, changes and work added up', () =>
    expect(rollUpOf(whole, [task('a'), task('b', { finishedAt: at(9) })])).toEqual({
      state: 'done',
      counts: { done: 2 },
      lines: 20,
      workedMs: 14 * 60_000,
      changes: ['p.a.1', 'p.b.1'],
      finishedAt: at(9),
      leaves: ['a', 'b'],
    }));
  it.each([
    ['failed', 'running'],
    ['running', 'ready'],
    ['reviewing', 'done'],
    ['done', 'cancelled'],
  ])('is %s where another is %s', (state, other) =>
    expect(rollUpOf(whole, [task('a', { state: other }), task('b', { state })])?.state).toBe(state),
  );
  it('is told through the parts of parts, without those that an edit took out', () =>
    expect(
      rollUpOf(whole, [
        divided('a', 'a-x', 'a-y'),
        task('a-x'),
        task('a-y', { state: 'cancelled', removedAt: at(1) }),
        task('b', { state: 'blocked', claimedAt: null, finishedAt: null, lines: null, changeId: null }),
      ]),
    ).toMatchObject({ state: 'blocked', leaves: ['a-x', 'b'], lines: 10, finishedAt: null }));
});
