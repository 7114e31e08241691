import {
  after,
  TaskDefaults,
  type AccountId,
  type AgentName,
  type Event,
  type RunnerId,
} from '@headrace/events';
import {
  accountHeld,
  accountReleased,
  attemptFailed,
  attemptStarted,
  claimTasks,
  failAttempt,
  momentOf,
  planAdded,
  releaseAccount,
  releaseTask,
  repoRegistered,
  runnerDraining,
  runnerRegistered,
  taskClaimed,
  taskHeld,
  taskReleased,
  wakeAccount,
} from '@headrace/events/testing';
import { given, ids, planned, ready, taskNamed } from '../testing/given.ts';

const agent = 'shell' as AgentName;
const team = 'team' as AccountId;
const r2 = 'r2' as RunnerId;
const elsewhere = runnerRegistered({ runnerId: r2, accounts: { [agent]: team } });
const two = [
  ...planned(taskNamed('t'), taskNamed('u', { ordinal: 1, spec: { scope: ['u/**'] } })),
  ready('t', 'u'),
];
const working: readonly Event[] = [...two, taskClaimed(), attemptStarted()];
const until = momentOf(4000);
const short = attemptFailed({ class: 'quota', quotaUntil: until });
const heldTask = taskHeld({ reason: 'quota', until, account: 'shell' as AccountId });
const outOfQuota: readonly Event[] = [...working, short, ready('t'), accountHeld({ until }), heldTask];
const failed = { type: 'AttemptFailed' } as const;
const again = { type: 'TasksBecameReady' } as const;

describe('an attempt that finds no quota', () => {
  it('holds the account until the time that the provider names, and its task with it', () =>
    given(working)
      .when(failAttempt({ class: 'quota', quotaUntil: until, message: 'resets at 10:06' }))
      .then(
        failed,
        again,
        { type: 'AccountHeld', account: 'shell' as AccountId, because: 'quota', until, isNamed: true, provenBy: 'p.t.1' as never, note: 'resets at 10:06' },
        { type: 'TaskHeld', reason: 'quota', until, account: 'shell' as AccountId },
      )); // prettier-ignore
  it('holds it a quarter of an hour where no time is named, then longer each time', () => {
    const at = momentOf(50);
    given(working)
      .when(failAttempt({ class: 'quota' }), { at })
      .then(failed, again, { type: 'AccountHeld', isNamed: false, until: after(at, 900_000) }, { type: 'TaskHeld' });
    given(outOfQuota, accountReleased(), taskReleased(), taskClaimed({ attemptId: 'p.t.2' as never, fence: 2 }))
      .when(failAttempt({ class: 'quota', attemptId: 'p.t.2' as never, fence: 2 }), { at })
      .then(failed, again, { type: 'AccountHeld', until: after(at, 1_800_000) }, { type: 'TaskHeld' });
  }); // prettier-ignore
  it('takes a time that is past for none', () =>
    given(working)
      .when(failAttempt({ class: 'quota', quotaUntil: momentOf(1) }), { at: momentOf(50) })
      .then(failed, again, { type: 'AccountHeld', isNamed: false }, { type: 'TaskHeld' }));
  it('makes a hold longer, never shorter, and says so of what waits already', () => {
    const both = [
      ...two,
      taskClaimed(),
      taskClaimed({ taskId: ids('u')[0]!, attemptId: 'p.u.1' as never }),
      short,
      ready('t'),
      accountHeld({ until }),
      heldTask,
    ];
    const other = { attemptId: 'p.u.1' as never, class: 'quota' } as const;
    const later = after(until, 1000);
    given(both)
      .when(failAttempt({ ...other, quotaUntil: later }))
      .then(
        failed,
        again,
        { type: 'AccountHeld', until: later },
        { type: 'TaskHeld', taskId: ids('t')[0]!, until: later },
        { type: 'TaskHeld', taskId: ids('u')[0]!, until: later },
      );
    given(both)
      .when(failAttempt({ ...other, quotaUntil: after(until, -1000) }))
      .then(failed, again, { type: 'TaskHeld', taskId: ids('u')[0]!, until });
  });
  it('leaves its task to a runner with another account', () =>
    given(elsewhere, working)
      .when(failAttempt({ class: 'quota', quotaUntil: until }))
      .then(failed, again, { type: 'AccountHeld', account: 'shell' as AccountId }));
  it('does not leave it to one that drains', () =>
    given(elsewhere, runnerDraining({ runnerId: r2 }), working)
      .when(failAttempt({ class: 'quota', quotaUntil: until }))
      .then(failed, again, { type: 'AccountHeld' }, { type: 'TaskHeld' }));
  it('holds the account even where the plan lets the task fail', () => {
    const strict = planAdded({ defaults: TaskDefaults.parse({ failures: { quota: { then: 'stop' } } }) });
    given([repoRegistered(), runnerRegistered(), strict, taskNamed('t'), ready('t'), taskClaimed()])
      .when(failAttempt({ class: 'quota', quotaUntil: until }))
      .then(failed, { type: 'TaskFailed' }, { type: 'PlanFinished' }, { type: 'AccountHeld', until });
  });
});

describe('a held account', () => {
  it('is claimed for by nobody, for new tasks or old ones', () =>
    given(outOfQuota)
      .when(claimTasks({ slots: 5 }))
      .thenNothing());
  it('does not keep a runner with another account from claiming', () =>
    given(elsewhere, outOfQuota)
      .when(claimTasks({ runnerId: r2 }))
      .then({ type: 'TaskClaimed', taskId: ids('u')[0]!, account: team }));
  it('does not keep other agents of the same runner waiting', () => {
    const codex = 'codex' as AgentName;
    const able = runnerRegistered({ agents: [agent, codex] });
    const other = taskNamed('v', { ordinal: 2, spec: { agent: codex, scope: ['v/**'] } });
    given(outOfQuota, able, other, ready('v'))
      .when(claimTasks({ agents: [agent, codex], slots: 5 }))
      .then({ type: 'TaskClaimed', agent: codex, account: 'codex' as AccountId });
  });
  it('keeps both its users waiting where two agents share it', () => {
    const codex = 'codex' as AgentName;
    const able = runnerRegistered({ agents: [agent, codex], accounts: { [codex]: 'shell' as AccountId } });
    const other = taskNamed('v', { ordinal: 2, spec: { agent: codex, scope: ['v/**'] } });
    given(outOfQuota, able, other, ready('v'))
      .when(claimTasks({ agents: [agent, codex], slots: 5 }))
      .thenNothing();
  });
});

describe('releasing an account', () => {
  const free = (because: 'time' | 'person') =>
    [
      { type: 'AccountReleased', account: 'shell' as AccountId, because },
      { type: 'TaskReleased', taskId: ids('t')[0]!, because },
    ] as const;
  it('tries it now, with all that waits for it', () =>
    given(outOfQuota)
      .when(releaseAccount())
      .then(...free('person')));
  it('happens by itself when its time has come', () =>
    given(outOfQuota)
      .when(wakeAccount({ until }), { at: until })
      .then(...free('time')));
  it('does not happen before', () =>
    given(outOfQuota)
      .when(wakeAccount({ until }), { at: after(until, -1) })
      .thenRefused('NOT_DUE', { expected: until, allowed: ['ReleaseAccount'] }));
  it('does not happen for a time that a later one has replaced', () =>
    given(outOfQuota, accountHeld({ until: after(until, 1000) }))
      .when(wakeAccount({ until }), { at: after(until, 9000) })
      .thenNothing());
  it('happens once, though two planners ask for it', () =>
    given(outOfQuota, accountReleased()).when(wakeAccount({ until }), { at: until }).thenNothing());
  it('needs one that is held', () =>
    given(outOfQuota)
      .when(releaseAccount({ account: team }))
      .thenRefused('ACCOUNT_NOT_HELD', { expected: 'one of shell' }));
  it('is what releasing a task that waits for it means', () =>
    given(outOfQuota)
      .when(releaseTask())
      .then(...free('person')));
  it('lets its tasks be claimed again', () =>
    given(outOfQuota, accountReleased(), taskReleased({ because: 'time' }))
      .when(claimTasks({ slots: 5 }))
      .then({ type: 'TaskClaimed' }, { type: 'TaskClaimed' }));
});
