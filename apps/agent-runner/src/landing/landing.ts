import { join } from 'node:path';
import { assertNever, type Sha } from '@headrace/events';
import { AttemptFailure } from '../agent/failure.ts';
import type { Verdict } from '../gates/gate.ts';
import { GitFailed } from '../git/git.ts';
import { fetchBranch, fetchRef, hasObject } from '../git/mirror.ts';
import { isOnBranch, pushLanding, pushOver } from '../git/push.ts';
import { textOf } from '../outbox/evidence.ts';
import { gatesFailed } from '../prompt/prompt.ts';
import { committerOf } from '../runner/host.ts';
import { Refused } from '../wire/orchestrator.ts';
import { clearBranch, clearRef, type Dock } from './dock.ts';
import { proveAgain } from './prove.again.ts';
import { dirOf, saveLanding } from './record.ts';
import { candidateOf, type Candidate, type Ready } from './result.ts';

/** How a landing ended. `infrastructure`: try the same again, but not at once. */
export type LandingEnd = 'landed' | 'sent-back' | 'base-moved' | 'infrastructure' | 'lost';

/** Lands one change by the protocol of docs/architecture.md §4. Errors: Refused, the signal's reason. */
export async function land(dock: Dock): Promise<LandingEnd> {
  try {
    const left = dock.record.prepared ?? dock.record.landing.prepared;
    return left ? await resolvePrepared(dock, left) : await prepareAndPush(dock);
  } catch (error) {
    if (!(error instanceof GitFailed || error instanceof AttemptFailure)) throw error;
    return voided(dock, 'infrastructure', error.message);
  }
}

type Prepared = { readonly base: Sha; readonly result: Sha };

/** Whoever finds a prepared landing looks at the branch: it may have been pushed, or not, and only the branch knows. */
async function resolvePrepared(dock: Dock, { base, result }: Prepared): Promise<LandingEnd> {
  const { host, mirror, record, ref } = dock;
  const { target } = record.landing;
  if (!(await hasObject(host.git, mirror, result)))
    await fetchRef(host.git, mirror, ref).catch(() => undefined); // taken away once the branch had it
  if (await isOnBranch(host.git, mirror, target, result)) return recorded(dock, result);
  const tip = await fetchBranch(host.git, mirror, target);
  const isPushable = tip === base && (await hasObject(host.git, mirror, result));
  return isPushable ? push(dock, { base, result }) : voided(dock, 'base-moved', `the branch is at ${tip}`);
}

async function prepareAndPush(dock: Dock): Promise<LandingEnd> {
  const prepared = await prepare(dock);
  return typeof prepared === 'string' ? prepared : push(dock, prepared);
}

/** The commit that is to be pushed, on record; or how the landing has ended instead. */
export async function prepare(dock: Dock): Promise<Prepared | LandingEnd> {
  const { host, mirror, record } = dock;
  const { landing } = record;
  const tip = (await fetchBranch(host.git, mirror, landing.target)) as Sha;
  const candidate = await candidateOf(host.git, mirror, { landing, tip, committer: committerOf(host) });
  if (candidate.kind === 'conflict') return conflicts(dock, candidate);
  const isProven = tip === landing.base && candidate.tree === landing.tree;
  const verdicts = isProven ? [] : await proveAgain(dock, candidate, false);
  if (verdicts.some(({ result }) => result.verdict === 'failed')) return gatesFail(dock, verdicts);
  await pushOver(host.git, mirror, candidate.result, dock.ref);
  const isOurs = await isPrepared(dock, candidate, verdicts, 'prepare').catch((error: unknown) => {
    if (error instanceof Refused && error.problem.code === 'GATES_NOT_PASSED') return null;
    throw error;
  });
  if (isOurs === null) return prepareWithReviews(dock, candidate);
  return isOurs ? { base: tip, result: candidate.result } : 'lost';
}

/** The patch is another one than the reviewers read: they read it again. */
async function prepareWithReviews(dock: Dock, candidate: Ready): Promise<Prepared | LandingEnd> {
  const verdicts = await proveAgain(dock, candidate, true);
  if (verdicts.some(({ result }) => result.verdict === 'failed')) return gatesFail(dock, verdicts);
  const isOurs = await isPrepared(dock, candidate, verdicts, 'prepare-reviewed');
  return isOurs ? { base: candidate.tip, result: candidate.result } : 'lost';
}

/** Whether the landing is prepared now; the orchestrator may have voided it, because the patch is not the approved one. */
async function isPrepared(
  dock: Dock,
  { tip, tree, result, patchId }: Ready,
  verdicts: readonly Verdict[],
  step: string,
): Promise<boolean> {
  const { host, record } = dock;
  const { landing } = record;
  const gates = verdicts.map((verdict) => verdict.result);
  const report = { base: tip, head: landing.head, tree, result, patchId, gates };
  const evidence = verdicts.flatMap((verdict) => verdict.evidence);
  const { events } = await dock.send(step, { type: 'PrepareLanding', ...report }, evidence);
  // no event: exactly this was prepared before
  const isRecorded = events.length === 0 || events.includes('LandingPrepared');
  // on disk before the push: a later life must look at the branch before it does anything else
  if (isRecorded) {
    await saveLanding(host.state, { ...record, prepared: { base: tip, result } });
    return true;
  }
  host.log.warn({ changeId: landing.changeId, events }, 'the landing was not prepared');
  await clearRef(dock);
  return false;
}

async function push(dock: Dock, { base, result }: Prepared): Promise<LandingEnd> {
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
  await clearRef(dock);
  await clearBranch(dock);
  return 'landed';
}

async function voided(
  dock: Dock,
  because: 'base-moved' | 'infrastructure',
  note: string,
): Promise<LandingEnd> {
  await dock.send('void', { type: 'VoidLanding', because, note: note.slice(0, 1000) });
  await clearRef(dock);
  return because;
}

async function conflicts(
  dock: Dock,
  { files, detail, tip }: Extract<Candidate, { kind: 'conflict' }>,
): Promise<LandingEnd> {
  const { target } = dock.record.landing;
  const feedback = `The change conflicts with ${target} at ${tip}:\n${files.join('\n')}\n\n${detail}`;
  return sentBack(dock, 'conflict', feedback, []);
}

async function gatesFail(dock: Dock, verdicts: readonly Verdict[]): Promise<LandingEnd> {
  const failing = verdicts.filter(({ result }) => result.verdict === 'failed');
  const told = failing.map(({ id, result, output }) => ({ id, summary: result.summary, output }));
  const { target } = dock.record.landing;
  const feedback = `On ${target} as it is now, with the change merged:\n\n${gatesFailed(told)}`;
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
  await clearRef(dock);
  return 'sent-back';
}
