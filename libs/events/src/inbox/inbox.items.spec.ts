import type { ChangeView } from '../change/change.view.ts';
import type { TaskKey } from '../ids.ts';
import type { TaskView } from '../task/task.view.ts';
import { waitingOf } from './inbox.items.ts';

const task = (taskId: string, more: Partial<Record<keyof TaskView, unknown>> = {}) =>
  ({
    key: `p.${taskId}`,
    planId: 'p',
    taskId,
    title: taskId,
    state: 'blocked',
    needs: [],
    after: [],
    heldReason: null,
    heldUntil: null,
    split: null,
    changeId: null,
    since: '2026-11-19T09:00:00.000Z',
    position: 1,
    ...more,
  }) as unknown as TaskView;
const change = (changeId: string, state: ChangeView['state']) =>
  ({ changeId, state, position: 7 }) as unknown as ChangeView;

const keys = (items: readonly { kind: string; key: TaskKey }[]) =>
  items.map((item) => `${item.kind} ${item.key}`);

describe('what waits for a person', () => {
  it('is a change without its approval, a dead task, a proposed split, and what somebody held', () => {
    const tasks = [
      task('a', { state: 'reviewing', changeId: 'p.a.1' }),
      task('b', { state: 'failed' }),
      task('c', { state: 'ready', heldReason: 'split', split: { lines: 2638 } }),
      task('d', { state: 'ready', heldReason: 'person' }),
      task('e', { state: 'ready', heldReason: 'quota', heldUntil: '2026-11-19T14:05:00.000Z' }),
    ];
    expect(keys(waitingOf(tasks, [change('p.a.1', 'reviewing'), change('p.b.1', 'sent-back')]))).toEqual([
      'review p.a',
      'dead p.b',
      'split p.c',
      'held p.d',
    ]);
  });

  it('comes in the order of what it holds back, near and far', () => {
    const tasks = [
      task('a', { state: 'failed' }),
      task('b', { state: 'failed' }),
      task('c', { needs: ['b'] }),
      task('d', { after: ['c'] }),
      task('e', { needs: ['b'], state: 'cancelled' }),
    ];
    const items = waitingOf(tasks, []);
    expect(items.map(({ taskId, holds }) => [taskId, holds])).toEqual([
      ['b', ['c', 'd']],
      ['a', []],
    ]);
  });

  it('forgets the change of an older attempt', () => {
    expect(
      waitingOf([task('a', { state: 'running', changeId: 'p.a.2' })], [change('p.a.1', 'reviewing')]),
    ).toEqual([]);
  });
});
