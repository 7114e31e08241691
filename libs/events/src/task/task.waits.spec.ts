import { taskAdded, taskHeld, taskNeedsChanged, tasksChanged } from '../testing/index.ts';
import { changesWaits } from './task.waits.ts';

describe('what a task waits for', () => {
  it.each([taskAdded(), taskNeedsChanged(), tasksChanged({ spec: { after: [] } })])(
    'is said by %j',
    (event) => expect(changesWaits(event)).toBe(true),
  );
  it.each([taskHeld(), tasksChanged({ spec: { title: 'T' } })])('is not said by %j', (event) =>
    expect(changesWaits(event)).toBe(false),
  );
});
