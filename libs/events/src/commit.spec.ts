import type { Command } from './command.ts';
import { commandOf, keptOf } from './commit.carried.ts';
import {
  Commit,
  NO_COMMIT,
  decisionsOf,
  decodeCommit,
  readCommit,
  subjectOf,
  type Decided,
  type RestoredCommand,
} from './commit.ts';
import { encodeCommit, encodeDecision, encodeDecisions } from './commit.encode.ts';
import { Event } from './event.ts';
import { instantOf } from './instant.ts';
import { SubmittedPlan } from './plan/plan.file.ts';
import { TaskAdded } from './task/task.events.ts';

const at = instantOf(1_790_000_000_000);
const stamp = { id: 'c1', actor: 'person:ada', at };
const sha = (digit: string) => digit.repeat(40);
const digest = 'd'.repeat(64);

const commitOf = (command: RestoredCommand, ...events: Event[]): Commit =>
  Commit.parse({
    v: 1,
    engine: '1',
    org: 'main',
    rev: 1,
    at,
    prev: NO_COMMIT,
    command: keptOf(command, events),
    events,
  });

const created = commitOf(
  { type: 'CreateOrg', ...stamp } as RestoredCommand,
  Event.parse({ type: 'OrgCreated', org: 'main' }),
);

describe('a commit', () => {
  it('is readable JSON, and reads as it was written', () => {
    const bytes = encodeCommit(created);
    expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual(created);
    expect(decodeCommit(bytes)).toEqual({ ok: true, value: created });
  });

  it('of several commands says whose each event is', () => {
    const commands = ['c1', 'c2'].map((id) => ({ ...stamp, id, type: 'HoldTask' }));
    const held = (taskId: string) =>
      Event.parse({ type: 'TaskHeld', planId: 'p', taskId, reason: 'person', note: '', until: null });
    const decided = [
      { command: commands[0], events: [held('a')] },
      { command: commands[1], events: [held('b'), held('c')] },
    ] as unknown as Decided[];
    const bytes = encodeDecisions(created, decided.map(encodeDecision));
    const read = decodeCommit(bytes);
    if (!read.ok) throw new Error(read.error.message);
    expect(Commit.parse(read.value)).toEqual(read.value);
    expect(encodeCommit(read.value)).toEqual(bytes);
    expect(read.value.command).toEqual({ id: 'batch-1', type: 'Batch', actor: 'system:orchestrator' });
    expect(read.value.events).toEqual([held('a'), held('b'), held('c')]);
    expect(decisionsOf(read.value)).toMatchObject([
      { command: { id: 'c1' }, events: [held('a')], first: 0 },
      { command: { id: 'c2' }, events: [held('b'), held('c')], first: 1 },
    ]);
  });

  it('of one command is that command', () => {
    expect(decisionsOf(created)).toEqual([{ command: created.command, events: created.events, first: 0 }]);
  });

  it('is validated before it is written', () => {
    expect(() => encodeCommit({ ...created, rev: 0 })).toThrow('rev');
  });

  it.each([
    ['a newer version', { ...created, v: 2 }, 'commit version 2'],
    ['an event of tomorrow', { ...created, events: [{ type: 'TaskDreamt' }] }, 'event TaskDreamt'],
  ])('with %s asks for an upgrade', (_, value, what) => {
    const message = `this program does not know ${what}`;
    expect(readCommit(value)).toEqual({ ok: false, error: { code: 'UPGRADE_NEEDED', message } });
  });

  it.each(['', '42', '{}', '{"v":1,"org":"main","events":7}', '\xff'])('is not just anything: %j', (text) => {
    expect(decodeCommit(Buffer.from(text, 'latin1'))).toMatchObject({ error: { code: 'LOG_DAMAGED' } });
  });

  it('knows every event of the contract', () => {
    const types = [
      'OrgCreated',
      'RepoRegistered',
      'RunnerDraining',
      'PhaseOpened',
      'TaskSplit',
      'AttemptFailed',
      'ChangeLanded',
    ];
    expect(readCommit({ ...created, events: types.map((type) => ({ type })) }).ok).toBe(true);
  });

  it('stands under the thing that it is about', () => {
    const about = (event: object) => subjectOf('main', { org: created.org, events: [event as Event] });
    expect(subjectOf('main', created)).toBe('evt.main.main.org.main');
    expect(about({ type: 'TaskDone', planId: 'p', taskId: 't' })).toBe('evt.main.main.plan.p');
    expect(about({ type: 'RepoRegistered', repoId: 'r' })).toBe('evt.main.main.repo.r');
    expect(about({ type: 'RunnerDraining', runnerId: 'r1' })).toBe('evt.main.main.runner.r1');
  });
});

const content = {
  branch: 'b', base: sha('1'), head: sha('2'), tree: sha('3'), patchId: sha('4'), lines: 3,
  files: [{ path: 'a.ts', added: 2, removed: 1, generated: false }],
  diff: { sha256: digest, bytes: 10, mediaType: 'text/x-diff' },
}; // prettier-ignore
const ofAttempt = { planId: 'p', taskId: 't', attemptId: 'p.t.1' };
const result = {
  gate: 'lint', verdict: 'passed', base: sha('1'), head: sha('2'), tree: sha('3'), definition: digest, measure: null,
  limit: null, unit: '', durationMs: 5, summary: 'ok', evidence: null,
}; // prettier-ignore

describe('the command in a commit', () => {
  const kept: readonly [object, object, string[]][] = [
    [
      { type: 'ReportGate', attemptId: 'p.t.1', fence: 1, round: 1, result },
      { type: 'GateReported', ...ofAttempt, round: 1, result },
      ['result'],
    ],
    [
      { type: 'OpenChange', attemptId: 'p.t.1', fence: 1, ...content },
      { type: 'ChangeOpened', planId: 'p', taskId: 't', changeId: 'p.t.1', ...content },
      ['files', 'diff', 'patchId'],
    ],
    [
      { type: 'RegisterRepo', repoId: 'r', url: '/srv/r.git', defaultBranch: 'main' },
      { type: 'RepoRegistered', repoId: 'r', url: '/srv/r.git', defaultBranch: 'main' },
      ['url'],
    ],
    [
      { type: 'HoldTask', planId: 'p', taskId: 't', note: 'later' },
      { type: 'TaskHeld', planId: 'p', taskId: 't', reason: 'person', note: 'later', until: null },
      [],
    ],
  ];

  it.each(kept)('%j leaves out what its event says', (command, event, left) => {
    const whole = { ...command, ...stamp } as RestoredCommand;
    const commit = commitOf(whole, Event.parse(event));
    for (const name of left) expect(commit.command).not.toHaveProperty(name);
    expect(commandOf(commit)).toEqual(whole);
  });

  it('keeps a field in which its event differs', () => {
    const command = {
      type: 'ReportGate',
      attemptId: 'p.t.1',
      fence: 1,
      round: 1,
      result,
      ...stamp,
    } as unknown as RestoredCommand;
    const event = Event.parse({
      type: 'GateReported',
      ...ofAttempt,
      round: 1,
      result: { ...result, summary: 'cut' },
    });
    expect(commandOf(commitOf(command, event))).toEqual(command);
  });
});

const plan = SubmittedPlan.parse({
  plan: 'p',
  title: 'Plan',
  repo: 'r',
  roles: { dev: { agent: 'shell' } },
  defaults: { priority: 'high' },
  tasks: [
    { id: 'plain', title: 'Plain', role: 'dev', run: 'true' },
    {
      id: 'outspoken',
      title: 'Says what is the default anyway',
      role: 'dev',
      priority: 'high',
      needs: ['plain'],
    },
    {
      id: 'special',
      title: 'Special',
      role: 'dev',
      priority: 'critical',
      approvals: 0,
      phase: 'one',
      worktree: 'w',
    },
  ],
});

const addedOf = (task: SubmittedPlan['tasks'][number], ordinal: number): TaskAdded => {
  const { id, phase, ...rest } = task;
  const none = { worktree: null, run: null, estimateMinutes: null, split: null };
  const spec = { ...none, ...plan.defaults, ...rest, phaseId: phase ?? null, agent: 'shell' };
  return TaskAdded.parse({
    type: 'TaskAdded',
    planId: 'p',
    taskId: id,
    ordinal,
    origin: { kind: 'plan' },
    spec,
  });
};

describe('a submitted plan in a commit', () => {
  const { plan: planId, repo: repoId, tasks, ...head } = plan;
  const planAdded = Event.parse({ type: 'PlanAdded', planId, repoId, ...head });
  const command = { type: 'SubmitPlan', plan, ...stamp } as Command as RestoredCommand;

  it('is said once, by its events', () => {
    const commit = commitOf(command, planAdded, ...tasks.map(addedOf));
    expect(commandOf(commit)).toEqual(command);
    expect(commit.command['plan']).toEqual({ tasks: { 1: { priority: 'high' } } });
  });

  it('is kept whole where its events say something else', () => {
    const commit = commitOf(command, planAdded, ...tasks.slice(1).map(addedOf));
    expect(commandOf(commit)).toEqual(command);
  });

  it('keeps what a task alone says', () => {
    const [first, ...others] = tasks.map(addedOf);
    const other = { ...first!, spec: { ...first!.spec, title: 'Shortened', worktree: 'x' } };
    expect(commandOf(commitOf(command, planAdded, other, ...others))).toEqual(command);
  });
});
