import {
  taskKey,
  type AgentName,
  type ChangeId,
  type Event,
  type OrgId,
  type PhaseId,
  type PlanId,
  type RoleId,
  type RunnerId,
} from '@headrace/events';
import {
  attemptFailed,
  changeOpened,
  changeQueued,
  changeReviewed,
  landingVoided,
  momentOf,
  orgCapped,
  orgStopped,
  planAdded,
  planCapped,
  planPaused,
  reviewRequested,
  recordedFrom,
  rolePaused,
  taskClaimed,
  taskDone,
  taskFailed,
  taskHeld,
  tasksCancelled,
  splitProposed,
  taskSplit,
} from '@headrace/events/testing';
import { evolve } from '../evolve.ts';
import { createOrg } from '../org/org.state.ts';
import {
  claimed,
  ids,
  landing,
  planned,
  prepared,
  queued,
  ready,
  reviewing,
  taskNamed,
  taskReady,
  verifying,
} from '../testing/given.ts';
import type { LiveRunner } from './reason.ts';
import { why } from './why.ts';

const runner: LiveRunner = {
  runnerId: 'r1' as RunnerId,
  roles: ['*'],
  agents: ['shell' as AgentName],
  labels: [],
  freeSlots: 1,
};

function askAfter(
  history: readonly (Event | readonly Event[])[],
  name = 't',
  runners: readonly LiveRunner[] | null = [runner],
) {
  const state = createOrg('main' as OrgId);
  const log = recordedFrom(history.flat());
  for (const recorded of log) evolve(state, recorded);
  return why(state, taskKey('p' as PlanId, ids(name)[0]!), momentOf(log.length + 1), runners)!;
}
const at = (position: number) => ({ position, index: 0 });
/** The kind and the proof of each reason. */
const reasons = (...args: Parameters<typeof askAfter>) =>
  askAfter(...args).reasons.map(({ kind, proof }) => [kind, proof.map(({ position }) => position)]);

const needing = planned(
  taskNamed('t'),
  taskNamed('u', { ordinal: 1, spec: { needs: ids('t'), after: ids('v'), scope: ['u'] } }),
  taskNamed('v', { ordinal: 2, spec: { scope: ['v'] } }),
);

describe('why a task waits', () => {
  it('is nothing where it can be claimed', () =>
    expect(askAfter([taskReady])).toMatchObject({
      verdict: 'claimable',
      summary: 'p.t can be claimed.',
      reasons: [],
    }));
  it('is all that it needs and comes after', () => {
    expect(askAfter([needing, ready('t', 'v'), taskClaimed()], 'u')).toMatchObject({
      verdict: 'waiting',
      status: 'blocked',
      summary: `p.u waits. It needs t, which is claimed since ${momentOf(8)}: attempt p.t.1 is claimed on runner r1 with shell for 1 s. It comes after v, which is ready since ${momentOf(7)}.`,
    });
    expect(reasons([needing, ready('t', 'v'), taskClaimed()], 'u')).toEqual([
      ['need', [8]],
      ['after', [7]],
    ]);
  });
  it("is a task in somebody else's hands, and whose these are", () => {
    const waiting = planned(taskNamed('t'), taskNamed('u', { ordinal: 1, spec: { needs: ids('t') } }));
    const reviewed = [
      ready('t'),
      taskClaimed(),
      changeOpened(),
      reviewRequested({ approvals: 2 }),
      changeReviewed(),
    ];
    expect(askAfter([waiting, reviewed], 'u').reasons[0]).toMatchObject({
      kind: 'need',
      text: `It needs t, which is reviewing since ${momentOf(9)}: change p.t.1 has 1 of 2 approvals.`,
      data: { taskId: 't', status: 'reviewing', since: momentOf(9), changeId: 'p.t.1', missing: 1 },
      proof: [at(9), at(8), at(10)],
      change: 't being done. 1 more approval, by a person or a policy.',
    });
  });
  it('is a task that is held', () => {
    const waiting = planned(taskNamed('t'), taskNamed('u', { ordinal: 1, spec: { needs: ids('t') } }));
    expect(
      askAfter([waiting, ready('t'), taskHeld({ reason: 'quota', until: momentOf(99) })], 'u').reasons[0],
    ).toMatchObject({
      text: `It needs t, which is ready since ${momentOf(6)} and held (quota) until ${momentOf(99)}.`,
      data: { heldReason: 'quota', heldUntil: momentOf(99) },
      proof: [at(6), at(7)],
    });
  });
  it('is a failed task that only a retry can mend', () =>
    expect(
      askAfter([needing, ready('t'), taskClaimed(), attemptFailed(), taskFailed()], 'u').reasons[0],
    ).toMatchObject({ kind: 'need', change: 'Retry t: nothing else makes it done.', proof: [at(10)] }));
  it('is a phase that opens when others are done', () =>
    expect(
      askAfter(
        [
          planned(taskNamed('t'), taskNamed('u', { ordinal: 1, spec: { phaseId: 'ship' as PhaseId } })),
          ready('t'),
        ],
        'u',
      ).reasons[0],
    ).toMatchObject({
      kind: 'phase',
      data: { phaseId: 'ship', left: ['t'], leftCount: 1 },
      proof: [at(3), at(6)],
    }));
  it('is a hold', () => {
    expect(askAfter([taskReady, taskHeld({ note: 'budget' })])).toMatchObject({
      verdict: 'waiting',
      summary: 'p.t waits. It is held (person) until somebody decides. budget',
    });
    expect(reasons([taskReady, taskHeld()])).toEqual([['hold', [6]]]);
  });
  it('is that everything is stopped', () => {
    expect(askAfter([taskReady, orgStopped()])).toMatchObject({
      verdict: 'waiting',
      reasons: [{ kind: 'org', proof: [at(6)], change: 'Somebody starting it again.' }],
    });
    expect(askAfter([queued, orgStopped()]).reasons.map(({ kind }) => kind)).toEqual(['org', 'landing']);
  });
  it('is what failed, while it is held for that', () =>
    expect(
      askAfter([
        taskReady,
        taskClaimed(),
        attemptFailed({ class: 'crashed', message: 'The agent exited with code 7.' }),
        ready('t'),
        taskHeld({ reason: 'retry', note: '' }),
      ]).summary,
    ).toMatch(/The last attempt failed: crashed: The agent exited with code 7\.$/));
  it('is what it failed with, when no attempt is left', () =>
    expect(
      askAfter([taskReady, taskClaimed(), attemptFailed(), taskFailed({ reason: '1 of 1: code 7' })]),
    ).toMatchObject({ verdict: 'over', summary: 'p.t is failed. 1 of 1: code 7' }));
  it('is a start that is to come', () =>
    expect(askAfter([taskReady, taskHeld({ reason: 'start', note: '', until: momentOf(90) })]).summary).toBe(
      `p.t waits. It is not to start before ${momentOf(90)}.`,
    ));
  it('is a paused role', () =>
    expect(askAfter([taskReady, rolePaused()]).reasons[0]).toMatchObject({ kind: 'role', proof: [at(6)] }));
  it('is a cap that is reached', () => {
    const past = [
      planned(taskNamed('t'), taskNamed('u', { ordinal: 1, spec: { scope: ['u'] } })),
      ready('t', 'u'),
      taskClaimed(),
    ];
    expect(askAfter([...past, orgCapped(), planCapped()], 'u').reasons).toMatchObject([
      { kind: 'cap', data: { of: 'plan p', limit: 1, atWork: 1 }, proof: [at(9)] },
      { kind: 'cap', data: { of: 'org main', limit: 1, atWork: 1 }, proof: [at(8)] },
    ]);
  });
  it('is a paused plan', () => expect(reasons([taskReady, planPaused()])).toEqual([['plan', [6]]]));
  it('is what somebody said who paused it', () =>
    expect(askAfter([taskReady, planPaused({ reason: 'lunch' })]).reasons[0]?.text).toBe(
      'Plan p is paused: lunch.',
    ));
  it('is a limit of its role', () => {
    const plan = planAdded({
      roles: { ['developer' as RoleId]: { agent: 'shell' as AgentName, maxParallel: 1 } },
    });
    const past = [...planned(taskNamed('t'), taskNamed('u', { ordinal: 1, spec: { scope: ['u'] } }))].map(
      (event) => (event.type === 'PlanAdded' ? plan : event),
    );
    expect(askAfter([past, ready('t', 'u'), taskClaimed()], 'u').reasons[0]).toMatchObject({
      kind: 'role-limit',
      data: { limit: 1, atWork: ['t'] },
      proof: [at(3), at(7)],
    });
  });
  it('is paths and worktrees that others have', () => {
    const past = [
      planned(
        taskNamed('t', { spec: { scope: ['src/**'], worktree: 'w' } }),
        taskNamed('u', { ordinal: 1, spec: { scope: ['src/x'], worktree: 'w' } }),
      ),
      ready('t', 'u'),
      taskClaimed(),
    ];
    expect(askAfter(past, 'u').summary).toBe(
      'p.u waits. p.t, which is claimed, has worktree w until it is over. p.t, which is claimed, has src/**, which overlaps its scope, until it is over.',
    );
    expect(reasons(past, 'u')).toEqual([
      ['worktree', [7]],
      ['scope', [7]],
    ]);
  });
  it('is what is kept for the parts of a split', () => {
    const past = [
      planned(taskNamed('t'), taskNamed('u', { ordinal: 1 })),
      ready('t', 'u'),
      taskClaimed(),
      splitProposed(),
      taskNamed('t-1', { ordinal: 2 }),
      taskNamed('t-2', { ordinal: 3 }),
      taskSplit(),
    ];
    expect(askAfter(past, 'u').reasons[0]).toMatchObject({
      kind: 'scope',
      data: { holder: 'p.t', parts: ['t-1', 't-2'] },
    });
  });
  it('is the lack of a runner, which does not keep it from being claimable', () => {
    expect(askAfter([taskReady], 't', [])).toMatchObject({
      verdict: 'claimable',
      summary: 'p.t can be claimed. No runner is alive with role developer, agent shell.',
    });
    expect(askAfter([taskReady], 't', [{ ...runner, freeSlots: 0 }]).reasons[0]).toMatchObject({
      kind: 'runner',
      text: 'The one runner that fits is busy.',
    });
    expect(askAfter([taskReady], 't', null).reasons).toEqual([]);
  });
  it('is its place in the order', () => {
    const past = [
      planned(taskNamed('t'), taskNamed('u', { ordinal: 1, spec: { priority: 'high', scope: ['u'] } })),
      ready('t', 'u'),
    ];
    expect(askAfter(past).reasons).toMatchObject([{ kind: 'order', data: { before: 1 }, proof: [at(6)] }]);
    expect(askAfter(past, 'u').reasons).toEqual([]);
  });
  it('is several things at once', () =>
    expect(
      reasons(
        [needing, ready('t', 'v'), taskClaimed(), planPaused(), taskHeld({ taskId: ids('u')[0]! })],
        'u',
      ).map(([kind]) => kind),
    ).toEqual(['need', 'after', 'plan', 'hold']));
});

describe('where a task is that does not wait', () => {
  it('is with an attempt', () => {
    expect(askAfter([claimed])).toMatchObject({
      verdict: 'working',
      status: 'claimed',
      reasons: [{ kind: 'attempt', data: { attemptId: 'p.t.1', runnerId: 'r1' } }],
    });
    expect(askAfter([verifying]).summary).toContain('Gates, round 1: not passed yet: test.');
  });
  it('is under review', () =>
    expect(askAfter([reviewing])).toMatchObject({
      verdict: 'reviewing',
      reasons: [{ kind: 'review', text: 'Change p.t.1 has 0 of 1 approval.' }],
    }));
  it('is under review by two', () =>
    expect(askAfter([reviewing, changeReviewed()]).reasons[0]?.data).toMatchObject({
      approvers: ['person:ada'],
    }));
  it('is under review by whom the plan asks, in time', () => {
    const terms = {
      from: ['person:ada', 'admin:*'],
      fourEyes: true,
      expiresAt: momentOf(99),
      then: 'reject',
    };
    const asked = reviewRequested({ terms } as never);
    expect(askAfter([reviewing.slice(0, -1), asked])?.reasons[0]).toMatchObject({
      text: `Change p.t.1 has 0 of 1 approval. At ${momentOf(99)} it is sent back.`,
      data: { from: ['person:ada', 'admin:*'], fourEyes: true, expiresAt: momentOf(99) },
      change: expect.stringContaining('person:ada or admin:*, and not who submitted') as string,
    });
  });
  it('is at the head of a queue', () =>
    expect(askAfter([queued])).toMatchObject({
      verdict: 'merging',
      reasons: [{ kind: 'landing', change: 'A runner claiming it.' }],
    }));
  it('could not be landed', () => {
    const refused = landingVoided({ because: 'infrastructure', note: 'the forge refuses it' });
    expect(askAfter([landing, refused])).toMatchObject({
      verdict: 'merging',
      reasons: [
        {
          kind: 'landing',
          text: 'Change p.t.1 is the next to land on main; its last landing was stopped: the forge refuses it',
        },
      ],
    });
  });
  it('is in a queue behind others', () => {
    const second = { taskId: ids('u')[0]!, changeId: 'p.u.1' as ChangeId };
    const past = [
      planned(taskNamed('t'), taskNamed('u', { ordinal: 1 })),
      ready('t', 'u'),
      taskClaimed(),
      taskClaimed({ taskId: second.taskId, attemptId: 'p.u.1' as never }),
      [changeOpened(), changeQueued(), changeOpened(second), changeQueued(second)],
    ];
    expect(askAfter(past, 'u').reasons[0]).toMatchObject({
      kind: 'queue',
      data: { before: ['p.t.1'], place: 2 },
      proof: [at(12), at(10)],
    });
  });
  it.each([
    ['split', 'It was split into t-1, t-2.'],
    ['decomposition', 'It was divided into t-1, t-2.'],
  ])('is in others (%s)', (kind, words) => {
    const origin = { kind, of: 't', attemptId: 'p.t.1', by: 'person:ada', source: 'f', ref: 'r' } as never;
    const parts = ids('t-1', 't-2').map((id, i) => taskNamed(id, { ordinal: i + 1, origin }));
    expect(askAfter([claimed, splitProposed(), parts, taskSplit()]).summary).toBe(`p.t is divided. ${words}`);
  });
  it('is being landed', () => {
    expect(askAfter([landing]).summary).toContain('Runner r1 lands change p.t.1 on main.');
    expect(askAfter([prepared]).summary).toContain('prepared, to be pushed');
    expect(askAfter([prepared, landingVoided({ because: 'lease' })]).summary).toContain(
      'may be on the branch already',
    );
  });
  it('is over', () => {
    expect(askAfter([claimed, taskDone()])).toMatchObject({ verdict: 'over', status: 'done' });
    expect(askAfter([taskReady, tasksCancelled()]).summary).toBe('p.t is cancelled. It was cancelled.');
    expect(askAfter([claimed, attemptFailed(), taskFailed()]).reasons[0]).toMatchObject({
      kind: 'end',
      change: 'Somebody retrying it.',
    });
  });
  it('is nowhere', () => expect(askAfter([taskReady], 'x')).toBeNull());
});
