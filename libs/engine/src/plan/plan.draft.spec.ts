import { after, canonicalJson, commandOf, keptOf, type Event } from '@headrace/events';
import { planActivated, planDiscarded, planDrafted, taskAdded } from '@headrace/events/testing';
import { given, ids, planFile, ready, registered, taskNamed } from '../testing/given.ts';
import { dump } from '../testing/dump.ts';
import { act, beginStory, refold, send, type Story } from '../testing/story.ts';
import { command } from '../testing/work.ts';
import { DRAFT_PATIENCE_MS } from './plan.draft.ts';

const digest = 'd'.repeat(64);
const options = {
  priority: 'medium',
  gates: [],
  approvals: 1,
  feedbackRounds: 2,
  maxAttempts: 3,
  timeoutSeconds: 3600,
};
const task = (id: string, over: object = {}) => ({
  id,
  title: id.toUpperCase(),
  role: 'developer',
  ...options,
  ...over,
});
const { tasks: _, ...head } = planFile({ repo: 'r' });
const begin = (tasks = 2, over: object = {}) =>
  command({ type: 'DraftPlan', plan: { ...head, ...over }, digest, tasks });
const part = (from: number, ...tasks: object[]) =>
  command({ type: 'DraftTasks', planId: 'p', digest, from, tasks });
const activate = command({ type: 'ActivatePlan', planId: 'p', digest });
const discard = command({ type: 'DiscardDraft', planId: 'p', digest });

const drafted = (tasks: number, ...events: readonly Event[]) => [
  ...registered,
  planDrafted({ tasks, phases: [], digest: digest as never }),
  ...events,
];
const needing = (name: string, ...needs: string[]) => {
  const { spec } = taskAdded();
  return (ordinal: number) =>
    taskNamed(name, { ordinal, spec: { ...spec, phaseId: null, gates: [], needs: ids(...needs) } });
};
const a = needing('a')(0);
const b = needing('b', 'a')(1);

function begun(tasks: number, over: object = {}): Story {
  const story = beginStory();
  act(story, command({ type: 'CreateOrg' }));
  act(story, command({ type: 'RegisterRepo', repoId: 'r', url: '/srv/r.git', defaultBranch: 'main' }));
  act(story, begin(tasks, over));
  return story;
}

describe('a plan in parts', () => {
  it('begins without tasks', () =>
    given(registered)
      .when(begin())
      .then({ type: 'PlanDrafted', planId: 'p' as never, tasks: 2 }));
  it('begins once', () => given(drafted(2)).when(begin()).thenNothing());
  it('gives way to another content', () =>
    given(registered, planDrafted({ digest: 'e'.repeat(64) as never }))
      .when(begin())
      .then({ type: 'PlanDiscarded', because: 'replaced' }, { type: 'PlanDrafted' }));
  it('does not begin with what is wrong', () =>
    given(registered)
      .when(begin(2, { defaults: { gates: ['lint'] } }))
      .thenRefused('PLAN_INVALID'));
  it('does not begin where a plan is', () =>
    given(drafted(1, a, planActivated()))
      .when(begin())
      .thenRefused('PLAN_EXISTS'));

  it('takes its tasks in their order', () =>
    given(drafted(2, a))
      .when(part(1, task('b', { needs: ['a'], run: 'true' })))
      .then({ type: 'TaskAdded', ordinal: 1 }));
  it('takes a part once', () =>
    given(drafted(2, a))
      .when(part(0, task('a')))
      .thenNothing());
  it.each([
    ['a gap', part(2, task('c')), 'DRAFT_OUT_OF_STEP'],
    ['more than was said', part(1, task('b'), task('c')), 'DRAFT_OUT_OF_STEP'],
    ['an id that is taken', part(1, task('a', { run: 'true' })), 'PLAN_INVALID'],
    ['a role that nobody has', part(1, task('b', { role: 'x' })), 'PLAN_INVALID'],
    ['a pattern that is none', part(1, task('b', { run: 'true', scope: ['../x'] })), 'PLAN_INVALID'],
  ] as const)('does not take %s', (_name, command, code) =>
    given(drafted(2, a)).when(command).thenRefused(code),
  );

  it('does not take more needs than a plan may have', () => {
    const needs = Array.from({ length: 10_000 }, (_, i) => `n${i}`);
    const tasks = Array.from({ length: 51 }, (_, i) => task(`t${i}`, { needs, run: 'true' }));
    const refused = { code: 'PLAN_INVALID', problems: [{ code: 'NEEDS_TOO_MANY' }] };
    const story = begun(100);
    act(story, part(0, ...tasks.slice(0, 50)));
    expect(send(story, part(50, ...tasks.slice(50)))).toMatchObject({ ok: false, error: refused });
  });

  it('is real once it is whole', () =>
    given(drafted(2, a, b))
      .when(activate)
      .then({ type: 'PlanActivated', tasks: 2 }, { type: 'TasksBecameReady', taskIds: ids('a') }));
  it('is not real by halves', () => given(drafted(2, a)).when(activate).thenRefused('DRAFT_OUT_OF_STEP'));
  it.each([
    ['waits for nobody', [needing('a', 'x')(0)]],
    ['waits for itself', [needing('a', 'a')(0)]],
    ['goes round', [needing('a', 'b')(0), needing('b', 'a')(1)]],
  ])('is not real when it %s', (_name, tasks) =>
    given(drafted(tasks.length, ...tasks))
      .when(activate)
      .thenRefused('PLAN_INVALID'),
  );
  it('is a plan that exists afterwards', () =>
    given(drafted(1, a, planActivated(), ready('a')))
      .when(activate)
      .thenRefused('PLAN_EXISTS'));
  it('is unknown to every other command', () =>
    given(drafted(2, a))
      .when(command({ type: 'PausePlan', planId: 'p' }))
      .thenRefused('PLAN_NOT_FOUND'));

  it('is given up by a person at any time', () =>
    given(drafted(2, a)).when(discard).then({ type: 'PlanDiscarded', because: 'person' }));
  it('leaves nothing behind', () =>
    given(drafted(2, a), planDiscarded()).when(activate).thenRefused('DRAFT_NOT_FOUND'));
});

describe('a draft that is left lying', () => {
  const clock = { actor: 'reactor:planner' as never };
  function left(): Story {
    const story = begun(2);
    act(story, part(0, task('a')));
    return story;
  }
  it('is discarded by the clock, not too early', () => {
    const story = left();
    expect(send(story, discard, clock)).toMatchObject({ ok: false, error: { code: 'NOT_DUE' } });
    story.now = after(story.now, DRAFT_PATIENCE_MS);
    expect(act(story, discard, clock)).toEqual([{ type: 'PlanDiscarded', planId: 'p', because: 'left' }]);
    expect(story.state.drafts.size).toBe(0);
  });
});

describe('a plan with phases', () => {
  const phased = (over: object[]) => {
    const phases = [
      { id: 'one', title: '1' },
      { id: 'two', title: '2', opensWhen: { done: ['one'] } },
      { id: 'void', title: '3' },
      { id: 'three', title: '4', opensWhen: { done: ['void'] } },
    ];
    const story = begun(over.length, { phases });
    act(story, part(0, ...over));
    return story;
  };
  it('opens as it would in one piece', () => {
    const tasks = [task('a', { phase: 'one' }), task('b', { phase: 'two' }), task('c', { phase: 'three' })];
    const story = phased(tasks);
    const whole = beginStory();
    act(whole, command({ type: 'CreateOrg' }));
    act(whole, command({ type: 'RegisterRepo', repoId: 'r', url: '/srv/r.git', defaultBranch: 'main' }));
    const { plan } = begin(3, {
      phases: story.log.flatMap(({ event }) => (event.type === 'PlanDrafted' ? event.phases : [])),
    }) as never as { plan: object };
    const inOnePiece = act(whole, command({ type: 'SubmitPlan', plan: { ...plan, tasks } }));
    const said = (events: readonly Event[]) =>
      events.filter(({ type }) => type === 'PhaseOpened' || type === 'TasksBecameReady');
    expect(said(act(story, activate))).toEqual(said(inOnePiece));
    expect(dump(refold(story.log))).toBe(dump(story.state));
  });
  it('may not wait for what it opens', () => {
    const story = phased([task('a', { phase: 'one', needs: ['b'] }), task('b', { phase: 'two' })]);
    expect(send(story, activate)).toMatchObject({ ok: false, error: { code: 'PLAN_INVALID' } });
  });
});

it('what a draft is made of is restored from its commits', () => {
  const story = beginStory();
  act(story, command({ type: 'CreateOrg' }));
  act(story, command({ type: 'RegisterRepo', repoId: 'r', url: '/srv/r.git', defaultBranch: 'main' }));
  const parts = [
    begin(3),
    part(0, task('a', { estimateMinutes: 3, change: 'none' }), task('b', { needs: ['a', 'a'] })),
  ];
  for (const sent of parts) {
    const events = act(story, sent);
    const whole = story.sent.at(-1)!;
    const kept = keptOf(whole, events);
    expect(canonicalJson(commandOf({ at: story.now, command: kept, events: [...events] }))).toBe(
      canonicalJson(whole),
    );
    expect(JSON.stringify(kept).length).toBeLessThan(400);
  }
});

it('very many tasks become ready in one event that numbers them', () => {
  const story = beginStory();
  act(story, command({ type: 'CreateOrg' }));
  act(story, command({ type: 'RegisterRepo', repoId: 'r', url: '/srv/r.git', defaultBranch: 'main' }));
  const tasks = Array.from({ length: 600 }, (_, i) =>
    task(`t${i}`, i % 3 === 2 ? { needs: [`t${i - 1}`] } : {}),
  );
  act(story, command({ type: 'SubmitPlan', plan: { ...head, tasks } }));
  expect(story.log.at(-1)?.event).toMatchObject({ type: 'TasksBecameReady', taskIds: [] });
  const { members } = story.state.plans.get('p' as never)!;
  expect(members.filter(({ life }) => life.status === 'ready')).toHaveLength(400);
  act(story, command({ type: 'CancelPlan', planId: 'p' }));
  expect(members.every(({ life }) => life.status === 'cancelled')).toBe(true);
});
