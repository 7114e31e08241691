import { taskAdded, taskHeld, taskNeedsChanged } from '../testing/index.ts';
import type { TaskId } from '../ids.ts';
import { waitsOf } from './task.waits.ts';

const ids = (...names: string[]) => names as TaskId[];
const on = (event: Parameters<typeof waitsOf>[0]) => waitsOf(event).map((waits) => waits.on);

describe('what a task waits for', () => {
  it('is what it needs and what it comes after, each once', () =>
    expect(on(taskAdded({ spec: { needs: ids('a', 'b'), after: ids('b', 'c') } }))).toEqual([
      ['a', 'b', 'c'],
    ]));
  it('is said anew as a whole', () =>
    expect(on(taskNeedsChanged({ needs: [], after: ids('d') }))).toEqual([['d']]));
  it('is not what other events are about', () => expect(on(taskHeld())).toEqual([]));
});
