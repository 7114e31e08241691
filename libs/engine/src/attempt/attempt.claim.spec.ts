import type { AgentName, RoleId, RunnerId } from '@headrace/events';
import {
  attemptFailed,
  changeOpened,
  changeQueued,
  claimTasks,
  momentOf,
  planAdded,
  planPaused,
  planResumed,
  runnerDraining,
  taskAdded,
  taskClaimed,
  taskHeld,
  taskReleased,
} from '@headrace/events/testing';
import {
  claimed,
  given,
  ids,
  planned,
  ready,
  registered,
  reviewing,
  taskNamed,
  taskReady,
} from '../testing/given.ts';

type Spec = NonNullable<NonNullable<Parameters<typeof taskAdded>[0]>['spec']>;

/** Ready tasks of one plan, in this order in its file; each with a scope of its own unless it says otherwise. */
function tasks(specs: Readonly<Record<string, Spec>>) {
  const names = Object.keys(specs);
  const added = names.map((name, ordinal) =>
    taskNamed(name, { ordinal, spec: { scope: [`src/${name}/**`], estimateMinutes: null, ...specs[name] } }),
  );
  const roots = names.filter((name) => !specs[name]?.needs?.length);
  return [...planned(...added), ready(...roots)];
}
const claims = (...names: readonly string[]) =>
  names.map((name) => ({ type: 'TaskClaimed', taskId: ids(name)[0]! }) as const);
const all = claimTasks({ slots: 9 });
const one = claimTasks();

describe('claiming a task', () => {
  it('gives an attempt with the next fence', () =>
    given(taskReady)
      .when(one)
      .then(taskClaimed({ fence: 1, rank: 0, key: { priority: 2, path: 2.5, since: momentOf(5) } })));
  it('claims nothing where nothing can be claimed', () => given(claimed).when(one).thenNothing());
  it('needs a runner that is registered', () =>
    given(taskReady)
      .when(claimTasks({ runnerId: 'x' as RunnerId }))
      .thenRefused('RUNNER_NOT_FOUND'));
  it('gives a draining runner nothing', () =>
    given(taskReady, runnerDraining()).when(one).thenRefused('RUNNER_DRAINING'));
  it('gives as many as there are slots', () =>
    given(tasks({ a: {}, b: {}, c: {} }))
      .when(claimTasks({ slots: 2 }))
      .then(...claims('a', 'b')));
  it('gives tasks of one plan at a time', () => {
    const other = { planId: 'q' as never };
    const past = [
      ...tasks({ a: {} }),
      planAdded(other),
      taskAdded({ ...other, taskId: ids('z')[0]!, spec: { scope: ['z'] } }),
      { ...ready('z'), ...other },
    ];
    given(past)
      .when(claimTasks({ slots: 9 }))
      .then({ type: 'TaskClaimed', planId: other.planId });
  });
});

describe('what fits a runner', () => {
  it('has a role that it takes', () =>
    given(taskReady)
      .when(claimTasks({ roles: ['reviewer' as RoleId] }))
      .thenNothing());
  it('runs with an agent that it has', () =>
    given(taskReady)
      .when(claimTasks({ agents: ['codex' as AgentName] }))
      .thenNothing());
  it('has no label that it lacks', () =>
    given(tasks({ a: { labels: ['gpu'] } }))
      .when(one)
      .thenNothing());
  it('may have fewer labels', () =>
    given(tasks({ a: { labels: ['gpu'] } }))
      .when(claimTasks({ labels: ['gpu', 'linux'] }))
      .then(...claims('a')));
  it('is ranked among all that can be claimed', () =>
    given(
      tasks({
        a: { priority: 'critical', agent: 'codex' as AgentName },
        b: { priority: 'high', agent: 'codex' as AgentName },
        c: {},
      }),
    )
      .when(one)
      .then({ type: 'TaskClaimed', taskId: ids('c')[0]!, rank: 2 }));
});

describe('the order of offers', () => {
  it('begins with the priority', () =>
    given(tasks({ a: { priority: 'ongoing' }, b: {}, c: { priority: 'critical' }, d: { priority: 'high' } }))
      .when(all)
      .then(...claims('c', 'd', 'b', 'a')));
  it('then takes the longest remaining path', () =>
    given(tasks({ a: {}, b: {}, c: { needs: ids('b') }, d: { needs: ids('c') }, e: { estimateMinutes: 2 } }))
      .when(all)
      .then(...claims('b', 'e', 'a')));
  it('then the oldest', () => {
    const [first, second] = [
      taskNamed('a', { spec: { scope: ['a'] } }),
      taskNamed('b', { ordinal: 1, spec: { scope: ['b'] } }),
    ];
    given([...planned(first, second), ready('b'), ready('a')])
      .when(all)
      .then(...claims('b', 'a'));
  });
  it('then the place in the plan', () =>
    given(tasks({ b: {}, a: {} }))
      .when(all)
      .then(...claims('b', 'a')));
});

describe('what cannot be claimed', () => {
  it('is held', () => given(taskReady, taskHeld()).when(one).thenNothing());
  it('can be again when it is released', () =>
    given(taskReady, taskHeld(), taskReleased()).when(one).then({ type: 'TaskClaimed' }));
  it('is in a paused plan', () => given(taskReady, planPaused()).when(one).thenNothing());
  it('can be again when the plan goes on', () =>
    given(taskReady, planPaused(), planResumed()).when(one).then({ type: 'TaskClaimed' }));
  it('has a role of which enough attempts are at work', () => {
    const roles = { ['developer' as RoleId]: { agent: 'shell' as AgentName, maxParallel: 2 } };
    const plan = planAdded({ roles });
    const past = tasks({ a: {}, b: {}, c: {} }).map((event) => (event.type === 'PlanAdded' ? plan : event));
    given(past)
      .when(all)
      .then(...claims('a', 'b'));
  });
  it('wants a worktree that somebody has', () =>
    given(tasks({ a: { worktree: 'w' }, b: { worktree: 'w' }, c: { worktree: 'v' } }))
      .when(all)
      .then(...claims('a', 'c')));
  it('overlaps what somebody changes', () =>
    given(tasks({ a: { scope: ['src/**'] }, b: { scope: ['src/x/*.ts'] }, c: { scope: ['docs/**'] } }))
      .when(all)
      .then(...claims('a', 'c')));
  it('may touch everything, while somebody changes anything', () =>
    given(tasks({ a: {}, b: { scope: [] } }))
      .when(all)
      .then(...claims('a')));
  it('does not include what changes nothing', () =>
    given(tasks({ a: { scope: [] }, b: { scope: [], change: 'none' } }))
      .when(all)
      .then(...claims('a', 'b')));
  it('waits until the change has landed', () => {
    const past = [
      ...tasks({ t: { scope: ['src/**'], gates: [] }, u: { scope: ['src/x'] } }),
      taskClaimed(),
      changeOpened(),
      changeQueued(),
    ];
    given(past).when(all).thenNothing();
  });
  it('does not include a task that is tried again with what it holds', () => {
    const past = [
      ...tasks({ t: { scope: ['src/**'] }, u: { scope: ['src/x'] } }),
      taskClaimed(),
      attemptFailed(),
      ready('t'),
    ];
    given(past)
      .when(all)
      .then({ type: 'TaskClaimed', taskId: ids('t')[0]!, fence: 2 });
  });
  it('is under review', () => given(reviewing).when(one).thenNothing());
});

it('counts other repositories as other places', () => {
  const elsewhere = planAdded({ planId: 'q' as never, repoId: 'elsewhere' as never });
  const past = [
    ...registered,
    planAdded(),
    taskAdded(),
    ready('t'),
    elsewhere,
    taskAdded({ planId: 'q' as never }),
    { ...ready('t'), planId: 'q' as never },
    taskClaimed(),
  ];
  given(past)
    .when(one)
    .then({ type: 'TaskClaimed', planId: 'q' as never });
});
