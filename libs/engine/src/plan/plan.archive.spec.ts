import { after } from '@headrace/events';
import { planArchived, planCancelled, tasksCancelled } from '@headrace/events/testing';
import { given, planFile, planned, registered, taskNamed } from '../testing/given.ts';
import { act, beginStory, send, type Story } from '../testing/story.ts';
import { command } from '../testing/work.ts';
import { ARCHIVE_AFTER_MS } from './plan.archive.ts';

const archive = command({ type: 'ArchivePlan', planId: 'p' });
const finished = { type: 'PlanFinished', planId: 'p', outcome: 'cancelled' } as const;
const ended = [
  ...planned(taskNamed('a')),
  planCancelled(),
  tasksCancelled({ taskIds: ['a'] as never }),
  finished as never,
];

describe('archiving a plan', () => {
  it('takes one that has ended', () => given(ended).when(archive).then({ type: 'PlanArchived' }));
  it('happens once', () => given(ended, planArchived()).when(archive).thenNothing());
  it('waits for its end', () =>
    given(planned(taskNamed('a')))
      .when(archive)
      .thenRefused('PLAN_NOT_OVER', { state: 'running' }));
  it('needs a plan', () => given(registered).when(archive).thenRefused('PLAN_NOT_FOUND'));
});

describe('a plan that was archived', () => {
  it.each([
    { type: 'ResumePlan', planId: 'p' },
    { type: 'CancelPlan', planId: 'p' },
    { type: 'PausePhase', planId: 'p', phaseId: 'one' },
    { type: 'PauseRole', planId: 'p', roleId: 'developer' },
    { type: 'CapPlan', planId: 'p', maxParallel: 1 },
    { type: 'RetryTask', planId: 'p', taskId: 'a' },
  ])('never goes on: $type', (request) =>
    given(ended, planArchived()).when(command(request)).thenRefused('PLAN_ARCHIVED', { state: 'archived' }),
  );
  it('keeps its id', () =>
    given(ended, planArchived())
      .when(command({ type: 'SubmitPlan', plan: planFile({ repo: 'r' }) }))
      .thenRefused('PLAN_EXISTS', { state: 'archived' }));
});

describe('the clock', () => {
  const clock = { actor: 'reactor:planner' as never };
  function over(): Story {
    const story = beginStory();
    act(story, command({ type: 'CreateOrg' }));
    act(story, command({ type: 'RegisterRepo', repoId: 'r', url: '/srv/r.git', defaultBranch: 'main' }));
    act(story, command({ type: 'SubmitPlan', plan: planFile({ repo: 'r' }) }));
    act(story, command({ type: 'CancelPlan', planId: 'p' }));
    return story;
  }
  it('archives after a month, not before, and nothing of it is left', () => {
    const story = over();
    expect(send(story, archive, clock)).toMatchObject({ ok: false, error: { code: 'NOT_DUE' } });
    story.now = after(story.now, ARCHIVE_AFTER_MS);
    act(story, archive, clock);
    const { plans, changes, offers } = story.state;
    expect([plans.size, changes.size, offers.lanes.size, offers.holdings.families.size]).toEqual([
      0, 0, 0, 0,
    ]);
  });
});
