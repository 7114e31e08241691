import {
  tasksOf,
  taskKey,
  type Event,
  type EventType,
  type Recorded,
  type TaskKey,
  type RoleId,
} from '@headrace/events';
import fc from 'fast-check';
import { type TaskStatus } from '../task/task.state.ts';
import { enact, scenes } from '../testing/scenes.ts';
import { move, moves, setUp } from '../testing/moves.arbitrary.ts';
import { offers } from '../testing/moves.runners.ts';
import { submitPlan } from '../testing/plan.arbitrary.ts';
import { act, beginStory, tasksIn, type Story } from '../testing/story.ts';
import type { LiveRunner, Reason } from './reason.ts';
import { why } from './why.ts';

/* Whatever is said about whatever task: the events that are named say it. */

const saysStatus: Readonly<Record<TaskStatus, readonly EventType[]>> = {
  blocked: ['TaskAdded', 'TasksBecameBlocked', 'TaskRetried'],
  ready: ['TasksBecameReady'],
  claimed: ['TaskClaimed'],
  running: ['AttemptStarted', 'AttemptFedBack'],
  verifying: ['GatesStarted'],
  reviewing: ['ReviewRequested'],
  merging: ['ChangeQueued'],
  done: ['TaskDone'],
  failed: ['TaskFailed'],
  cancelled: ['TasksCancelled', 'TasksRemoved'],
  divided: ['TaskSplit', 'DecompositionAccepted'],
};

type Says = (event: Event, reason: Reason, key: TaskKey) => boolean;

const isOf = (event: Event, key: unknown): boolean => tasksOf(event).some((task) => task === key);

/** The other task of the same plan that a reason names says that it stands where it stands. */
const ofOther: Says = (event, { data }, key) => {
  const other = `${key.split('.')[0]}.${data['taskId'] as string}`;
  return isOf(event, other) && saysStatus[data['status'] as TaskStatus].includes(event.type);
};

const oneOf =
  (...types: readonly EventType[]): Says =>
  (event, _, key) =>
    types.includes(event.type) && isOf(event, key);

/** What must be said by one of the events that a reason names. A new kind is a compile error here. */
const says: Readonly<Record<Reason['kind'], Says>> = {
  need: ofOther,
  after: ofOther,
  phase: ({ type }) => ['PlanAdded', 'PlanEdited', 'PhasePaused', 'PhaseOpened'].includes(type),
  plan: ({ type }) => ['PlanPaused', 'PlanCancelled', 'PlanFinished'].includes(type),
  org: ({ type }) => type === 'OrgStopped',
  hold: (event, { data }, key) =>
    event.type === 'TaskHeld' &&
    isOf(event, key) &&
    event.reason === data['reason'] &&
    event.until === data['until'],
  'role-limit': (event, { data }) =>
    (event.type === 'PlanAdded' || event.type === 'PlanEdited') &&
    (event.roles[data['role'] as RoleId] ?? null)?.maxParallel === data['limit'],
  worktree: (event, { data }) =>
    ['TaskClaimed', 'TaskSplit', 'DecompositionAccepted'].includes(event.type) && isOf(event, data['holder']),
  scope: (event, { data }) =>
    ['TaskClaimed', 'TaskSplit', 'DecompositionAccepted'].includes(event.type) && isOf(event, data['holder']),
  role: (event, { data }) => event.type === 'RolePaused' && event.roleId === data['role'],
  account: (event, { data }) =>
    event.type === 'AccountHeld' && event.account === data['account'] && event.until === data['until'],
  cap: (event, { data }) =>
    ['PlanAdded', 'PlanCapped', 'OrgCapped'].includes(event.type) &&
    'maxParallel' in event &&
    event.maxParallel === data['limit'],
  runner: (event, { data }, key) => {
    if (event.type === 'TasksChanged') return isOf(event, key);
    if (event.type === 'TaskReassigned') return isOf(event, key) && event.role === data['role'];
    return event.type === 'TaskAdded' && event.spec.role === data['role'];
  },
  order: oneOf('TasksBecameReady'),
  attempt: oneOf('TaskClaimed'),
  review: oneOf('ReviewRequested'),
  queue: oneOf('ChangeQueued'),
  landing: oneOf('ChangeQueued'),
  end: oneOf(
    'TaskDone',
    'TaskFailed',
    'TasksCancelled',
    'TaskSplit',
    'DecompositionAccepted',
    'TasksRemoved',
  ),
};

const busy = (story: Story): LiveRunner[] =>
  Object.entries(offers).map(([runnerId, offer]) => ({
    ...{ ...offer, runnerId: runnerId as LiveRunner['runnerId'] },
    freeSlots: story.log.length % 2,
  }));

function expectProven(story: Story, seen: Set<string>): void {
  const log = new Map<string, Recorded>(
    story.log.map((recorded) => [`${recorded.ref.position}.${recorded.ref.index}`, recorded]),
  );
  for (const task of tasksIn(story)) {
    const key = taskKey(task.planId, task.taskId);
    for (const reason of why(story.state, key, story.now, busy(story))!.reasons) {
      seen.add(reason.kind);
      const named = reason.proof.map(({ position, index }) => log.get(`${position}.${index}`)!.event);
      const isSaid = named.some((event) => says[reason.kind](event, reason, key));
      if (!isSaid) throw new Error(`${key}: ${reason.text} is not said by ${JSON.stringify(named)}`);
      expect(reason.text).toMatch(/\S\.?$/);
      expect(reason.change).not.toBe('');
    }
  }
}

it.each(Object.entries(scenes))('what is said of tasks is proven: %s', (_, scene) =>
  expectProven(enact(scene).story, new Set()),
);

it('what is said of any task is proven, and every kind of reason is said', () => {
  const seen = new Set<string>();
  for (const scene of Object.values(scenes)) expectProven(enact(scene).story, seen);
  const told = fc.sample(fc.tuple(submitPlan('p'), submitPlan('q'), moves(200)), { numRuns: 60, seed: 5 });
  for (const [p, q, tried] of told) {
    const story = beginStory();
    setUp(story);
    act(story, p);
    act(story, q);
    for (const [i, each] of tried.entries()) {
      move(story, each);
      if (i % 8 === 0) expectProven(story, seen);
    }
  }
  expect(Object.keys(says).filter((kind) => !seen.has(kind))).toEqual([]);
});
