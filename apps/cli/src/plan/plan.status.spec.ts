import { stripVTControlCharacters } from 'node:util';
import { statusText } from './plan.verbs.ts';

const task = (taskId: string, ordinal: number, more: object = {}) => ({
  ...{ taskId, ordinal, title: taskId, role: 'dev', state: 'done', splitInto: null, removedAt: null },
  ...{ runnerId: null, worktree: null, fence: 1, heldReason: null, failure: null, lines: 3, changeId: null },
  ...more,
});

it('tells a divided task through its children, and nothing of what an edit took out', () => {
  const plan = {
    ...{
      planId: 'p',
      title: 'P',
      state: 'running',
      phases: [],
      pausedRoles: {},
      counts: {},
      maxParallel: null,
    },
    tasks: [
      task('whole', 0, { state: 'divided', splitInto: ['in', 'out'] }),
      task('gone', 1, { state: 'cancelled', removedAt: '2026-11-20T12:00:00.000Z' }),
      task('in', 2),
      task('out', 3, { state: 'running' }),
    ],
  };
  const lines = stripVTControlCharacters(statusText(plan as never)).split('\n');
  const standing = lines.flatMap((line) => /^(whole|gone|in|out) +(\S.*?) {2}/.exec(line)?.slice(1, 3) ?? []);
  expect(standing).toEqual(['whole', 'divided: running', 'in', 'done', 'out', 'running']);
});
