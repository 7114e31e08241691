import { join } from 'node:path';
import { assertNever, type ChangeCommand, type EvidenceRef, type Sha } from '@headrace/events';
import { openBench } from '../gates/bench.ts';
import type { Verdict } from '../gates/gate.ts';
import { runGates } from '../gates/run.gates.ts';
import { GitFailed } from '../git/git.ts';
import { fetchBranch, type Mirror } from '../git/mirror.ts';
import { isOnBranch, pushLanding } from '../git/push.ts';
import { restore } from '../git/seal.ts';
import { redactor } from '../log/redact.ts';
import { sendCommand, sendEvidence, type Accepted } from '../outbox/deliver.ts';
import { textOf } from '../outbox/evidence.ts';
import { stepId } from '../outbox/outbox.ts';
import { sweep } from '../process/sweep.ts';
import { gatesFailed } from '../prompt/prompt.ts';
import { committerOf, type Host } from '../runner/host.ts';
import { dirOf, forgetLanding, saveLanding, type LandingRecord } from './record.ts';
import { candidateOf, type Candidate } from './result.ts';

/** How a landing ended. `infrastructure`: try the same again, but not at once. */
export type LandingEnd = 'landed' | 'sent-back' | 'base-moved' | 'infrastructure' | 'lost';

type LandingReport = Extract<
  ChangeCommand,
  { type: 'PrepareLanding' | 'RecordLanding' | 'VoidLanding' | 'FailLanding' }
>;
type Report = LandingReport extends infer C
  ? C extends LandingReport
    ? Omit<C, 'changeId' | 'fence'>
    : never
  : never;

/** One claimed landing: its mirror, its way to the orchestrator. */
export type Dock = {
  readonly host: Host;
  readonly record: LandingRecord;
  readonly mirror: Mirror;
  readonly signal: AbortSignal;
  send(step: string, report: Report, evidence?: readonly EvidenceRef[]): Promise<Accepted>;
};

/** Lands one change by the protocol of ARCHITECTURE §4. Errors: Refused, when the claim is lost; the signal's reason. */
export async function land(dock: Dock): Promise<LandingEnd> {
  try {
    const left = dock.record.prepared ?? dock.record.landing.prepared;
    return left ? await resolvePrepared(dock, left) : await prepareAndPush(dock);
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    return voided(dock, 'infrastructure', error.message);
  }
}

/** Whoever finds a prepared landing looks at the branch: it may have been pushed, or not, and only the branch knows. */
export async function resolvePrepared(
  dock: Dock,
  { base, result }: { base: Sha; result: Sha },
): Promise<LandingEnd> {
  const { host, mirror, record } = dock;
  const { target } = record.landing;
  if (await isOnBranch(host.git, mirror, target, result)) return recorded(dock, result);
  const tip = await fetchBranch(host.git, mirror, target);
  if (tip !== base || !(await isKnown(dock, result)))
    return voided(dock, 'base-moved', `the branch is at ${tip}`);
  return push(dock, { base, result });
}

/** The prepared commit lies in the mirror of the runner that made it; another one has to make its own. */
async function isKnown({ host, mirror }: Dock, result: string): Promise<boolean> {
  const args = ['cat-file', '-e', `${result}^{commit}`];
  return (await host.git({ gitDir: mirror.gitDir }, args, { allow: [1, 128] })).code === 0;
}

async function prepareAndPush(dock: Dock): Promise<LandingEnd> {
  const prepared = await prepare(dock);
  return typeof prepared === 'string' ? prepared : push(dock, prepared);
}

type Prepared = { readonly base: Sha; readonly result: Sha };

/** The commit that is to be pushed, on record; or how the landing has ended instead. */
export async function prepare(dock: Dock): Promise<Prepared | LandingEnd> {
  const { host, mirror, record } = dock;
  const { landing } = record;
  const tip = (await fetchBranch(host.git, mirror, landing.target)) as Sha;
  const candidate = await candidateOf(host.git, mirror, { landing, tip, committer: committerOf(host) });
  if (candidate.kind === 'conflict') return conflicts(dock, candidate);
  const isProven = tip === landing.base && candidate.tree === landing.tree;
  const verdicts = isProven ? [] : await proveAgain(dock, candidate);
  if (verdicts.some(({ result }) => result.verdict === 'failed')) return gatesFail(dock, verdicts);
  return (await isPrepared(dock, candidate, verdicts)) ? { base: tip, result: candidate.result } : 'lost';
}

type Ready = Extract<Candidate, { kind: 'ready' }>;

/** The gates ran on another base: they run again on what the branch would become. */
async function proveAgain(
  { host, record, mirror, signal }: Dock,
  { tip, tree, result }: Ready,
): Promise<readonly Verdict[]> {
  const { landing, mark } = record;
  const dir = dirOf(host.state, record);
  const bench = await openBench(join(dir, 'checks'), {
    git: host.git,
    mirror,
    objects: { base: tip, head: result, tree },
    scope: landing.scope,
    mark: `${mark}/gates`,
    variables: {
      HEADRACE_PLAN: landing.planId,
      HEADRACE_TASK: landing.taskId,
      HEADRACE_BASE: tip,
      HEADRACE_HEAD: result,
    },
    sandbox: host.sandbox,
    log: { write: () => undefined, ready: () => Promise.resolve() }, // the attempt's log has ended; the evidence stays
    evidenceDir: join(dir, 'evidence'),
    redact: redactor([...host.secrets, landing.token]),
    signal,
    review: null,
  });
  try {
    return await runGates(bench, landing.gates, () => Promise.resolve());
  } finally {
    await bench.close();
  }
}

/** Whether the landing is prepared now; the orchestrator may have voided it, because the patch is not the approved one. */
async function isPrepared(
  dock: Dock,
  { tip, tree, result, patchId }: Ready,
  verdicts: readonly Verdict[],
): Promise<boolean> {
  const { landing } = dock.record;
  const gates = verdicts.map((verdict) => verdict.result);
  const report = { base: tip, head: landing.head, tree, result, patchId, gates };
  const evidence = verdicts.flatMap((verdict) => verdict.evidence);
  const answer = await dock.send('prepare', { type: 'PrepareLanding', ...report }, evidence);
  const isRecorded = answer.events.includes('LandingPrepared');
  // on disk before the push: a later life must look at the branch before it does anything else
  if (isRecorded) await saveLanding(dock.host.state, { ...dock.record, prepared: { base: tip, result } });
  else
    dock.host.log.warn({ changeId: landing.changeId, events: answer.events }, 'the landing was not prepared');
  return isRecorded;
}

export async function push(dock: Dock, { base, result }: Prepared): Promise<LandingEnd> {
  const { host, mirror, record } = dock;
  const landed = await pushLanding(host.git, mirror, { target: record.landing.target, base, result });
  switch (landed.kind) {
    case 'landed':
      return recorded(dock, result);
    case 'moved':
      return voided(dock, 'base-moved', `the branch is at ${landed.tip}`);
    case 'refused':
      return voided(dock, 'infrastructure', landed.message);
    default:
      return assertNever(landed);
  }
}

async function recorded(dock: Dock, result: Sha): Promise<LandingEnd> {
  await dock.send('record', { type: 'RecordLanding', result });
  return 'landed';
}

async function voided(
  dock: Dock,
  because: 'base-moved' | 'infrastructure',
  note: string,
): Promise<LandingEnd> {
  await dock.send('void', { type: 'VoidLanding', because, note: note.slice(0, 1000) });
  return because;
}

async function conflicts(
  dock: Dock,
  { files, detail, tip }: Extract<Candidate, { kind: 'conflict' }>,
): Promise<LandingEnd> {
  const feedback = `The change conflicts with ${dock.record.landing.target} at ${tip}:\n${files.join('\n')}\n\n${detail}`;
  return sentBack(dock, 'conflict', feedback, []);
}

async function gatesFail(dock: Dock, verdicts: readonly Verdict[]): Promise<LandingEnd> {
  const failing = verdicts.filter(({ result }) => result.verdict === 'failed');
  const told = failing.map(({ id, result, output }) => ({ id, summary: result.summary, output }));
  const feedback = `On ${dock.record.landing.target} as it is now, with the change merged:\n\n${gatesFailed(told)}`;
  return sentBack(dock, 'gate', feedback, verdicts);
}

async function sentBack(
  dock: Dock,
  because: 'conflict' | 'gate',
  told: string,
  verdicts: readonly Verdict[],
): Promise<LandingEnd> {
  const feedback = await textOf(join(dirOf(dock.host.state, dock.record), 'evidence'), told);
  const gates = verdicts.map(({ result }) => result);
  const evidence = [...feedback.evidence, ...verdicts.flatMap((verdict) => verdict.evidence)];
  await dock.send('fail', { type: 'FailLanding', because, feedback: feedback.text, gates }, evidence);
  return 'sent-back';
}

/** Opens the mirror and the way to the orchestrator. Errors: GitFailed. */
export async function openDock(host: Host, record: LandingRecord, signal: AbortSignal): Promise<Dock> {
  const { landing } = record;
  const mirror = await host.mirrors.open(landing.repo);
  await restore(mirror.gitDir);
  const send = sender(host, record, signal);
  return { host, record, mirror, signal, send };
}

/** Sends reports of one landing, each with an id of its own claim. */
export function sender(host: Host, record: LandingRecord, signal: AbortSignal): Dock['send'] {
  const { changeId, fence, token } = record.landing;
  const onWait = (error: Error) => host.log.warn({ reason: error.message }, 'waiting for the orchestrator');
  const way = { orchestrator: host.orchestrator, path: '/changes/update', token, signal, onWait };
  return async (step, report, evidence = []) => {
    for (const ref of evidence) await sendEvidence(way, join(dirOf(host.state, record), 'evidence'), ref);
    const id = stepId(changeId, `landing.${fence}.${step}`);
    return sendCommand(way, { id, command: { ...report, changeId, fence } });
  };
}

/** The end of every landing: nothing of it runs or lies about any more. */
export async function leaveDock(host: Host, record: LandingRecord): Promise<void> {
  await sweep(record.mark);
  await forgetLanding(host.state, record);
}
