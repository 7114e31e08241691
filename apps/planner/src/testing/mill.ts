import {
  definitionOf,
  later,
  type AgentName,
  type AttemptId,
  type ChangeId,
  type Command,
  type Digest,
  type Event,
  type FailureClass,
  type Gate,
  type GateId,
  type GateResult,
  type OrgId,
  type RepoId,
  type RunnerId,
  type Sha,
} from '@headrace/events';
import { waits } from '@headrace/engine';
import type { LogHost } from './log.host.ts';

const runnerId = 'r1' as RunnerId;
const gate: Gate = { kind: 'command', run: 'npm test', timeoutSeconds: 600 };

/** Numbers that look random and are the same in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/**
 * An org at work until it has made so many commits: plans are submitted, a runner claims and tries, gates pass and fail,
 * people review, hold and cancel, changes land, conflict and go back. The same seed makes the same log.
 */
export function mill(host: LogHost, org: OrgId, commits: number, seed = 1): void {
  const roll = dice(seed);
  const until = host.log.length + commits;
  setUp(host, org);
  for (let plan = 1; host.log.length < until; plan++) {
    submit(host, org, `plan-${plan}`, 12);
    for (let idle = 0; idle < 3 && host.log.length < until;) idle = turn(host, org, roll) ? 0 : idle + 1;
  }
}

function setUp(host: LogHost, org: OrgId): void {
  host.send(org, { type: 'CreateOrg' });
  host.send(org, {
    type: 'RegisterRepo',
    repoId: 'r',
    url: '/srv/git/mill.git',
    defaultBranch: 'main',
  } as Command);
  host.send(org, {
    type: 'RegisterRunner',
    ...{ runnerId, version: '0.1.0', host: 'mill', roles: ['*'], agents: ['shell' as AgentName] },
    ...{ labels: [], slots: 4 },
  });
}

function submit(host: LogHost, org: OrgId, id: string, tasks: number): void {
  const task = (n: number) => ({
    ...{ id: `t${n}`, title: `Task ${n}`, brief: 'Do it.', role: 'developer', run: 'make', labels: [] },
    ...{ needs: n % 3 === 2 ? [`t${n - 1}`] : [], after: [], scope: [`src/${n}/**`], change: 'required' },
    ...(n % 2 ? { phase: 'build' } : {}),
  });
  const plan = {
    ...{ plan: id, title: `Plan ${id}`, description: '', repo: 'r', target: 'main', followUps: [] },
    phases: [{ id: 'build', title: 'Build', paused: false }],
    roles: { developer: { agent: 'shell' } },
    gates: { test: gate },
    defaults: {
      ...{ priority: 'medium', gates: ['test'], approvals: 1, feedbackRounds: 2, maxAttempts: 3 },
      timeoutSeconds: 3600,
    },
    tasks: Array.from({ length: tasks }, (_, n) => task(n)),
  };
  host.send(org, { type: 'SubmitPlan', plan } as unknown as Command);
}

/** One step of everybody; false when nobody could do anything. */
function turn(host: LogHost, org: OrgId, roll: (sides: number) => number): boolean {
  const claimed = host.send(org, {
    type: 'ClaimTasks',
    ...{ runnerId, roles: ['*'], agents: ['shell' as AgentName], labels: [], slots: 3, leaseMs: 30_000 },
  });
  for (const event of claimed) if (event.type === 'TaskClaimed') attempt(host, org, event, roll);
  land(host, org, roll);
  return claimed.length > 0 || wake(host, org);
}

/** The next hold that ends by itself does so at its time. */
function wake(host: LogHost, org: OrgId): boolean {
  const [next] = waits(host.stateOf(org)).toSorted((a, b) => (a.until < b.until ? -1 : 1));
  if (!next) return false;
  const at = later(next.until, host.log.at(-1)!.commit.at);
  host.send(org, { type: 'WakeTask', ...next }, { at, actor: 'reactor:planner' });
  return true;
}

type Claimed = Extract<Event, { type: 'TaskClaimed' }>;

function attempt(
  host: LogHost,
  org: OrgId,
  { attemptId, fence, planId }: Claimed,
  roll: (n: number) => number,
): void {
  const send = (command: object) =>
    host.send(org, { ...command, attemptId, fence } as Command, { actor: `attempt:${attemptId}` });
  const objects = objectsOf(attemptId);
  if (roll(12) === 0) return fail(send, 'crashed', attemptId);
  send({ type: 'StartAttempt', base: objects.base, branch: `headrace/${attemptId}`, agentVersion: '1' });
  send({ type: 'StartGates', round: 1 });
  if (roll(4) === 0) {
    send({ type: 'ReportGate', round: 1, result: resultOf(objects, 'failed') });
    if (roll(3) === 0) return fail(send, 'gate', attemptId);
    send({ type: 'FeedBackAttempt', round: 1, gates: ['test'] });
    send({ type: 'StartGates', round: 2 });
    send({ type: 'ReportGate', round: 2, result: resultOf(objects, 'passed') });
  } else send({ type: 'ReportGate', round: 1, result: resultOf(objects, 'passed') });
  send({ type: 'OpenChange', ...objects, ...contentOf(attemptId) });
  const changeId = attemptId as string as ChangeId;
  const review = {
    type: 'ReviewChange',
    changeId,
    head: objects.head,
    note: `in ${planId}`,
    rule: null,
  } as const;
  const verdict = roll(8) === 0 ? 'reject' : 'approve';
  host.send(org, { ...review, verdict }, { actor: 'person:ada' });
}

const fail = (send: (command: object) => unknown, failure: FailureClass, attemptId: AttemptId): void =>
  void send({
    ...{ type: 'FailAttempt', class: failure, message: `it ${failure}: \u0000 and so on`, feedback: null },
    ...{ fingerprint: `${failure}-${attemptId}`, salvage: null, quotaUntil: null },
  });

function land(host: LogHost, org: OrgId, roll: (sides: number) => number): void {
  for (;;) {
    const [claimed] = host.send(org, {
      type: 'ClaimLanding',
      runnerId,
      repos: ['r' as RepoId],
      leaseMs: 30_000,
    });
    if (claimed?.type !== 'LandingClaimed') return;
    const { changeId, fence } = claimed;
    const send = (command: object) => host.send(org, { ...command, changeId, fence } as Command);
    const { base, head, tree } = objectsOf(changeId);
    if (roll(10) === 0) {
      send({ type: 'FailLanding', because: 'conflict', feedback: 'it conflicts', gates: [] });
      continue;
    }
    const result = shaOf(`${changeId} landed`);
    send({
      type: 'PrepareLanding',
      base,
      head,
      tree,
      result,
      patchId: shaOf(`${changeId} patch`),
      gates: [],
    });
    send({ type: 'RecordLanding', result });
  }
}

const shaOf = (text: string): Sha => {
  let hash = 7;
  for (const letter of text) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0;
  return hash.toString(16).padStart(8, '0').repeat(5) as Sha;
};

const objectsOf = (id: string) => ({
  base: shaOf('base'),
  head: shaOf(`${id} head`),
  tree: shaOf(`${id} tree`),
});

const resultOf = (objects: ReturnType<typeof objectsOf>, verdict: GateResult['verdict']): GateResult => ({
  ...objects,
  gate: 'test' as GateId,
  verdict,
  definition: definitionOf(gate),
  ...{ measure: null, limit: null, unit: '', durationMs: 1200, summary: `tests ${verdict}`, evidence: null },
});

const contentOf = (id: string) => ({
  branch: `headrace/${id}`,
  patchId: shaOf(`${id} patch`),
  files: [{ path: 'src/a.ts', added: 10, removed: 2, generated: false }],
  lines: 12,
  diff: { sha256: 'e'.repeat(64) as Digest, bytes: 900, mediaType: 'text/x-diff' },
});
