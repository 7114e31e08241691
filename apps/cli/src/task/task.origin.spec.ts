import { TaskOrigin } from '@headrace/events';
import { originText } from './task.origin.ts';

describe('where a task comes from', () => {
  it.each([
    [{ kind: 'plan' }, ''],
    [
      { kind: 'edit', by: 'person:ada', revision: 3, chat: 'c1' },
      'added by person:ada in revision 3, from chat c1',
    ],
    [
      { kind: 'decomposition', of: 't', by: 'attempt:p.t.1', attemptId: 'p.t.1', changeId: 'p.s.1' },
      'part of t, divided by attempt:p.t.1, from change p.s.1',
    ],
    [{ kind: 'follow-up', of: 't', changeId: 'p.t.1' }, 'follows t, whose change p.t.1 landed'],
  ])('is told of %j', (origin, text) => expect(originText(TaskOrigin.parse(origin))).toBe(text));
});
