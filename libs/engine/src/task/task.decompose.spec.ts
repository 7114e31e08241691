import { ChildTask, type Actor, type DecomposeTask, type PlanId, type TaskOrigin } from '@headrace/events';
import {
  cancelTask,
  claimTasks,
  decompositionAccepted,
  decompositionProposed,
  decompositionRejected,
  failAttempt,
  releaseTask,
  retryTask,
  taskAdded,
  taskDone,
  taskHeld,
  taskReleased,
} from '@headrace/events/testing';
import { claimed, given, ids, planFile, planned, ready, started, taskNamed } from '../testing/given.ts';
import { obstacleOf } from '../offer/offer.index.ts';
import { act, beginStory } from '../testing/story.ts';
import { command } from '../testing/work.ts';

const child = (id: string, over: object = {}) => ChildTask.parse({ id, title: id, ...over });
const decompose = (children: readonly ChildTask[], over: Partial<DecomposeTask> = {}): DecomposeTask => ({
  type: 'DecomposeTask',
  planId: 'p' as PlanId,
  taskId: ids('t')[0]!,
  children: [...children],
  propose: false,
  note: '',
  ...over,
});
const propose = (children: readonly object[]) =>
  ({ type: 'ProposeDecomposition', attemptId: 'p.t.1', fence: 1, children, note: '', ref: null }) as never;
const accept = { type: 'AcceptDecomposition', planId: 'p', taskId: 't' } as never;
const reject = { type: 'RejectDecomposition', planId: 'p', taskId: 't', note: 'one pump' } as never;
const spec = (over: object) => expect.objectContaining(over) as never;

/** s → t → u, and v comes after t. */
const middle = planned(
  taskNamed('s'),
  taskNamed('t', { ordinal: 1, spec: { needs: ids('s') } }),
  taskNamed('u', { ordinal: 2, spec: { needs: ids('t', 's') } }),
  taskNamed('v', { ordinal: 3, spec: { after: ids('t') } }),
);

describe('a graph of tasks in the place of one', () => {
  it('waits where that one waited, and is waited for where nobody in it waits', () =>
    given(middle)
      .when(decompose([child('a'), child('b', { needs: ['a'] }), child('c', { needs: ['a'] })]))
      .then(
        { type: 'DecompositionProposed' },
        {
          type: 'TaskAdded',
          taskId: ids('a')[0]!,
          ordinal: 4,
          spec: spec({ needs: ['s'], role: 'developer' }),
        },
        { type: 'TaskAdded', taskId: ids('b')[0]!, spec: spec({ needs: ['a'], gates: ['test'] }) },
        { type: 'TaskAdded', taskId: ids('c')[0]!, spec: spec({ needs: ['a'], estimateMinutes: 2.5 / 3 }) },
        { type: 'DecompositionAccepted', into: ids('a', 'b', 'c'), by: 'person:ada' as Actor },
        { type: 'TaskNeedsChanged', taskId: ids('u')[0]!, needs: ids('b', 'c', 's'), after: [] },
        { type: 'TaskNeedsChanged', taskId: ids('v')[0]!, needs: [], after: ids('b', 'c') },
      ));
  it('begins at once where nothing is missing', () =>
    given(planned(), ready('t'))
      .when(decompose([child('a'), child('b', { needs: ['a'], scope: ['docs/**'] })]))
      .then(
        { type: 'DecompositionProposed' },
        { type: 'TaskAdded' },
        { type: 'TaskAdded' },
        { type: 'DecompositionAccepted' },
        ready('a'),
      ));
  it('remembers where it comes from', () =>
    given(planned(), ready('t'))
      .when(decompose([child('a'), child('b')], { source: { chat: 'c1' } }))
      .then(
        { type: 'DecompositionProposed' },
        {
          type: 'TaskAdded',
          origin: { kind: 'decomposition', of: 't', by: 'person:ada', chat: 'c1' } as TaskOrigin,
        },
        { type: 'TaskAdded' },
        { type: 'DecompositionAccepted' },
        ready('a', 'b'),
      ));
});

describe('the paths of a whole', () => {
  const obstacle = (...children: ChildTask[]) => {
    const story = beginStory();
    act(story, command({ type: 'CreateOrg' }));
    act(story, command({ type: 'RegisterRepo', repoId: 'r', url: '/srv/r.git', defaultBranch: 'main' }));
    const tasks = [
      { id: 't', title: 'T', role: 'developer', scope: ['src/**'] },
      { id: 'o', title: 'O', role: 'developer', scope: ['src/a/**'] },
    ];
    act(story, command({ type: 'SubmitPlan', plan: planFile({ tasks }) }));
    act(story, decompose(children));
    const plan = story.state.plans.get('p' as PlanId)!;
    return obstacleOf(story.state.offers, plan, plan.tasks.get(ids('o')[0]!)!);
  };
  it('are kept for its children', () => expect(obstacle(child('a'), child('b'))).not.toBeNull());
  it('are not kept where one of them waits for a task that may want the same', () =>
    expect(obstacle(child('a'), child('b', { needs: ['o'] }))).toBeNull());
});

describe('proposing one', () => {
  it('ends the attempt, and waits for somebody', () =>
    given(started)
      .when(propose([child('a'), child('b')]), { actor: 'attempt:p.t.1' as Actor })
      .then(
        { type: 'DecompositionProposed', by: 'attempt:p.t.1' as Actor, attemptId: 'p.t.1' as never },
        ready('t'),
        { type: 'TaskHeld', reason: 'decomposition', until: null },
      ));
  it('needs an attempt that has begun', () =>
    given(claimed)
      .when(propose([child('a'), child('b')]))
      .thenRefused('ATTEMPT_NOT_STARTED'));
  it('needs no attempt where a person proposes', () =>
    given(planned(), ready('t'))
      .when(decompose([child('a'), child('b')], { propose: true }))
      .then({ type: 'DecompositionProposed' }, { type: 'TaskHeld', reason: 'decomposition' }));
});

describe('a proposal', () => {
  const proposed = [decompositionProposed(), ready('t'), taskHeld({ reason: 'decomposition' })];
  it('is accepted', () =>
    given(started, proposed)
      .when(accept)
      .then(
        {
          type: 'TaskAdded',
          origin: spec({ kind: 'decomposition', attemptId: 'p.t.1', by: 'attempt:p.t.1' }),
        },
        { type: 'TaskAdded' },
        decompositionAccepted(),
        ready('t-in', 't-out'),
      ));
  it('is rejected, and the next attempt is told', () =>
    given(started, proposed)
      .when(reject)
      .then(decompositionRejected(), taskReleased({ because: 'split' })));
  it('is not released by hand', () =>
    given(started, proposed)
      .when(releaseTask())
      .thenRefused('TASK_NOT_HELD', {
        allowed: ['EditTask', 'AcceptDecomposition', 'RejectDecomposition', 'CancelTask', 'ReassignTask'],
      }));
  it('has to be there', () => given(started).when(accept).thenRefused('DECOMPOSITION_NOT_PROPOSED'));
  it('ends with its task', () =>
    given(started, proposed)
      .when(cancelTask())
      .then({ type: 'TasksCancelled' }, { type: 'PhaseOpened' }, { type: 'PlanFinished' }));
  it('keeps what the attempt held for the children', () =>
    given(
      planned(taskNamed('t'), taskNamed('o', { ordinal: 1, spec: { priority: 'critical' } })),
      ready('t'),
      ...claimed.slice(-1),
      ...started.slice(-1),
      proposed,
      taskAdded({ taskId: ids('t-in')[0]!, ordinal: 2 }),
      taskAdded({ taskId: ids('t-out')[0]!, ordinal: 3 }),
      decompositionAccepted(),
      ready('t-in', 't-out', 'o'),
    )
      .when(claimTasks({ slots: 4 }))
      .then({ type: 'TaskClaimed', taskId: ids('t-in')[0]! }));
  it('leaves no way back to the whole', () =>
    given(
      started,
      proposed,
      taskAdded({ taskId: ids('t-in')[0]!, ordinal: 1 }),
      taskAdded({ taskId: ids('t-out')[0]!, ordinal: 2 }),
      decompositionAccepted(),
    )
      .when(retryTask())
      .thenRefused('TASK_NOT_RETRIABLE', { allowed: [] }));
  it('comes too late for an attempt that is over', () =>
    given(started, proposed).when(failAttempt()).thenRefused('ATTEMPT_OVER'));
});

describe('children that do not fit', () => {
  const problems = (...expected: readonly [string, string][]) => ({
    problems: expected.map(([code, path]) => expect.objectContaining({ code, path }) as never),
  });
  it('have all their problems named, with their places', () =>
    given(middle)
      .when(
        decompose([
          child('s'),
          child('a', { needs: ['x'], scope: ['../y'] }),
          child('b', { role: 'nobody' }),
        ]),
      )
      .thenRefused(
        'EDIT_INVALID',
        problems(
          ['ID_DUPLICATE', 'children[0].id'],
          ['TASK_UNKNOWN', 'children[1].needs[0]'],
          ['GLOB_INVALID', 'children[1].scope[0]'],
          ['ROLE_UNKNOWN', 'children[2].role'],
        ),
      ));
  it('wait for what waits for them', () =>
    given(middle)
      .when(decompose([child('a'), child('b', { needs: ['u'] })]))
      .thenRefused('EDIT_INVALID', { problems: [expect.objectContaining({ code: 'CYCLE' }) as never] }));
  it('are for a task that nobody works on', () =>
    given(started)
      .when(decompose([child('a'), child('b')]))
      .thenRefused('TASK_NOT_DECOMPOSABLE'));
  it('are for a task that is not done', () =>
    given(planned(), taskDone())
      .when(decompose([child('a'), child('b')]))
      .thenRefused('TASK_NOT_DECOMPOSABLE'));
  it('are not divided for ever', () => {
    const nested = ['t', 'n1', 'n2', 'n3', 'n4', 'n5'].map((id, i, all) =>
      taskNamed(id, {
        ordinal: i,
        ...(i === 0
          ? {}
          : { origin: { kind: 'decomposition', of: all[i - 1], by: 'person:ada' } as TaskOrigin }),
      }),
    );
    given(planned(...nested))
      .when(decompose([child('a'), child('b')], { taskId: ids('n5')[0]! }))
      .thenRefused('DECOMPOSITION_TOO_DEEP');
  });
});
