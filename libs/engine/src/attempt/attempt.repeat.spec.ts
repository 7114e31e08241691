import { Command, SubmitPlan, type CommandId } from '@headrace/events';
import { planFile } from '../testing/given.ts';
import { act, beginStory, send } from '../testing/story.ts';

/** A runner that lost the answer sends what ended its attempt again, after days maybe, when the task is long with others. */
describe('the command that ended an attempt', () => {
  const failure = {
    type: 'FailAttempt',
    attemptId: 'p.a.1',
    fence: 1,
    class: 'gate',
    message: 'm',
    fingerprint: 'f',
  };
  const claim = {
    type: 'ClaimTasks',
    runnerId: 'r1',
    roles: ['*'],
    agents: ['codex'],
    labels: [],
    slots: 1,
    leaseMs: 1000,
  };

  function failedOnce() {
    const story = beginStory();
    act(story, Command.parse({ type: 'RegisterRepo', repoId: 'r', url: '/r', defaultBranch: 'main' }));
    act(
      story,
      Command.parse({
        type: 'RegisterRunner',
        runnerId: 'r1',
        version: '1',
        host: 'h',
        roles: ['*'],
        agents: ['codex'],
        labels: [],
        slots: 1,
      }),
    );
    act(story, SubmitPlan.parse({ type: 'SubmitPlan', plan: planFile() }));
    act(story, Command.parse(claim));
    act(story, Command.parse(failure), { id: 'end-of-1' as CommandId });
    return story;
  }

  it('may come again', () => {
    const story = failedOnce();
    expect(send(story, Command.parse(failure), { id: 'end-of-1' as CommandId })).toEqual({
      ok: true,
      value: [],
    });
  });
  it('may come again when the task has been claimed anew', () => {
    const story = failedOnce();
    act(story, Command.parse(claim));
    expect(send(story, Command.parse(failure), { id: 'end-of-1' as CommandId })).toEqual({
      ok: true,
      value: [],
    });
  });
  it('is refused as any other where it is another', () => {
    const story = failedOnce();
    expect(send(story, Command.parse(failure), { id: 'other' as CommandId })).toMatchObject({
      ok: false,
      error: { code: 'ATTEMPT_OVER' },
    });
    act(story, Command.parse(claim));
    expect(send(story, Command.parse(failure), { id: 'other' as CommandId })).toMatchObject({
      ok: false,
      error: { code: 'FENCE_STALE' },
    });
  });
});
