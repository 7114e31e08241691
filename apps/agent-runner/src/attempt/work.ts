import { readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Assignment, Proposal, Sha } from '@headrace/events';
import type { Session, SessionOptions, Turn } from '../agent/agent.ts';
import { AttemptFailure, failureIn, troubleIn } from '../agent/failure.ts';
import type { Objects, Verdict } from '../gates/gate.ts';
import { commitAll, dirtyPaths, headOf, NestedRepository } from '../git/commit.ts';
import { treeOf } from '../git/mirror.ts';
import { restore } from '../git/seal.ts';
import { sizeOf } from '../git/size.ts';
import { mendLinks, type Workspace } from '../git/workspace.ts';
import { fittingBrief } from '../prompt/brief.ts';
import { firstPrompt } from '../prompt/prompt.ts';
import { committerOf } from '../runner/host.ts';
import { prove } from './prove.ts';
import type { Desk } from './desk.ts';
import { gatesComplaint, proposalComplaint, type Complaint } from './complaint.ts';
import { proposalIn } from './proposal.ts';
import { partsOfChange, type Part } from './split.ts';
import { authorOf, identityOf, variablesOf, type Site } from './site.ts';

/** What an attempt came to, when it came to something. */
export type Result =
  | { readonly kind: 'change'; readonly head: Sha; readonly tree: Sha }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'split'; readonly proposal: Split }
  | { readonly kind: 'decomposition'; readonly proposal: Proposal };

export type Split = { readonly lines: number; readonly limit: number; readonly parts: readonly Part[] };

/** Prompts, commits and proves until every gate passes. Errors: AttemptFailure, and the signal's reason. */
export async function work(desk: Desk, site: Site, signal: AbortSignal): Promise<Result> {
  const { assignment } = desk.record;
  if (assignment.resume?.from === 'gates') return proveKept(desk, site, signal);
  const until = Date.now() + assignment.timeoutSeconds * 1000;
  const session = await desk.host.agents.open(sessionOptions(desk, site, signal));
  try {
    await desk.report('start', {
      type: 'StartAttempt',
      base: site.base,
      branch: assignment.branch,
      agentVersion: session.version,
    });
    return await rounds(desk, site, { session, signal, until });
  } finally {
    await session.close();
  }
}

type Sitting = { readonly session: Session; readonly signal: AbortSignal; readonly until: number };

async function rounds(desk: Desk, site: Site, { session, signal, until }: Sitting): Promise<Result> {
  let prompt = firstPrompt(await fitted(desk), desk.dir.proposal);
  for (let round = 1; ; round++) {
    const turn = await session.prompt(prompt, { signal, wallMs: until - Date.now() });
    const found = await roundOf(desk, site, { turn, round, signal });
    if (found.kind !== 'complaint') return found;
    prompt = await feedBack(desk, round, found);
  }
}

type Round = { readonly turn: Turn; readonly round: number; readonly signal: AbortSignal };

/** What the agent proposes in the place of the task, or what the workspace holds now, through the gates. */
async function roundOf(desk: Desk, site: Site, given: Round): Promise<Result | Complaint> {
  await mend(desk, site);
  await refuseTrespass(desk, site.workspace, given.turn);
  const proposed = await proposalIn(desk, given.signal);
  if (!proposed) return throughGates(desk, site, given);
  if (proposed.ok) return { kind: 'decomposition', proposal: proposed.value };
  await desk.report(`gates.${given.round}`, { type: 'StartGates', round: given.round });
  return proposalComplaint(proposed.error, desk.dir.proposal);
}

async function throughGates(
  desk: Desk,
  site: Site,
  { turn, round, signal }: Round,
): Promise<Result | Complaint> {
  const objects = await objectsAfter(desk, site, turn);
  signal.throwIfAborted();
  await desk.report(`gates.${round}`, { type: 'StartGates', round });
  const verdicts = await prove(desk, site, { objects, round, signal });
  const failing = verdicts.filter(({ result }) => result.verdict === 'failed');
  const proposal = await splitFor(desk, site, objects, failing);
  if (proposal) return { kind: 'split', proposal };
  if (failing.length > 0) return gatesComplaint(failing);
  return desk.record.assignment.change === 'required'
    ? { kind: 'change', head: objects.head, tree: objects.tree }
    : { kind: 'nothing' };
}

const NOBODY: Turn = { stopReason: 'none', text: 'No agent was asked.', trespasses: [] };

/** What an earlier attempt left is checked again as it is. Nobody is there to mend it: what fails, fails the attempt. */
async function proveKept(desk: Desk, site: Site, signal: AbortSignal): Promise<Result> {
  const { branch, resume } = desk.record.assignment;
  desk.log.write({ t: 'runner', text: `only the gates run, on what was kept as ${resume?.ref}` });
  await desk.report('start', { type: 'StartAttempt', base: site.base, branch, agentVersion: '' });
  const found = await roundOf(desk, site, { turn: NOBODY, round: 1, signal });
  if (found.kind === 'complaint') throw found.failure;
  return found;
}

/** After an attempt that did not fit the model's context the brief is cut, and lies whole in a file beside the workspace. */
async function fitted({ record, dir }: Desk): Promise<Assignment> {
  const { assignment } = record;
  const file = join(dir.tmp, 'brief.md');
  const brief = fittingBrief(assignment.brief, assignment.contextFailures, file);
  if (brief !== assignment.brief) await writeFile(file, assignment.brief);
  return { ...assignment, brief };
}

/** What is over its limit is split rather than fed back; null: it is not, or no split helps and the agent has to. */
async function splitFor(
  desk: Desk,
  site: Site,
  { base, head }: Objects,
  failing: readonly Verdict[],
): Promise<Split | null> {
  const { taskId, title, split, gates } = desk.record.assignment;
  const oversized = failing.find(({ kind }) => kind === 'size');
  const gate = gates.find(({ id }) => id === oversized?.id)?.gate;
  if (gate?.kind !== 'size') return null;
  const options = { base, head, index: `${desk.dir.index}.size`, exclude: gate.exclude };
  const { files, lines } = await sizeOf(desk.host.git, site.mirror, options);
  const parts = partsOfChange({ taskId, title, files, limit: gate.max, named: split });
  return parts && { lines, limit: gate.max, parts };
}

/** Tells the agent what is wrong, while it may still try; else the attempt fails with it. */
async function feedBack(
  desk: Desk,
  round: number,
  { feedback, report, failure }: Complaint,
): Promise<string> {
  if (round > desk.record.assignment.feedbackRounds) throw failure;
  const what = report.proposal === undefined ? report.gates.join(', ') : 'what it proposes';
  desk.log.write({ t: 'runner', text: `fed back to the agent: ${what}` });
  await desk.report(`feedback.${round}`, { type: 'FeedBackAttempt', round, ...report });
  return feedback;
}

/** What the agent left, as one commit above the base. */
async function objectsAfter(desk: Desk, site: Site, turn: Turn) {
  const { host, dir, record } = desk;
  const { mirror, workspace, base } = site;
  if (record.assignment.change === 'none') return untouched(desk, site);
  const message = messageOf(record.assignment);
  const people = { author: authorOf(record.assignment), committer: committerOf(host) };
  const options = { index: dir.index, base, message, ...people };
  const { head, tree } = await commitAll(host.git, mirror, workspace, options).catch(nestedFails);
  if (tree === (await treeOf(host.git, mirror, base))) throw nothingChanged(turn);
  return { base, head: head as Sha, tree: tree as Sha };
}

async function untouched(desk: Desk, { mirror, workspace, base }: Site) {
  const { git } = desk.host;
  const dirty = await dirtyPaths(git, workspace, desk.dir.index);
  const hasCommits = (await headOf(git, workspace)) !== base;
  if (dirty.length > 0 || hasCommits) {
    const what = hasCommits ? 'commits' : dirty.slice(0, 10).join(', ');
    const message = `The task has change: none, but its workspace was changed: ${what}`;
    throw new AttemptFailure('gate', message, { feedback: `${message}\nLeave the workspace as it is.` });
  }
  return { base, head: base, tree: (await treeOf(git, mirror, base)) as Sha };
}

/** Takes back what the agent did to the parts of git that all workspaces share. */
async function mend({ log }: Desk, { mirror, workspace }: Site): Promise<void> {
  const changed = [...(await restore(mirror.gitDir)), ...(await mendLinks(mirror, workspace))];
  if (changed.length === 0) return;
  log.write({
    t: 'runner',
    text: `git's own files were changed and have been put back: ${changed.join(', ')}`,
  });
}

/** Beside its workspace there is nothing of ours: what lies there, the agent wrote. */
async function refuseTrespass({ dir }: Desk, { path }: Workspace, turn: Turn): Promise<void> {
  const neighbours = (await readdir(dir.work)).filter((name) => name !== basename(path));
  const trespasses = [...turn.trespasses, ...neighbours.map((name) => join(dir.work, name))];
  if (trespasses.length === 0) return;
  throw new AttemptFailure(
    'refused',
    `The agent wrote outside its workspace: ${trespasses.slice(0, 10).join(', ')}`,
  );
}

function nestedFails(error: unknown): never {
  if (!(error instanceof NestedRepository)) throw error;
  throw new AttemptFailure('gate', error.message, {
    feedback: `${error.message}\nRemove it or add its files.`,
  });
}

/** An agent that says why it did nothing is believed; one that only says it is done is not. */
function nothingChanged({ text, stopReason }: Turn): AttemptFailure {
  const end = text.trim().slice(-600);
  const trouble = /error|exceeded|limit reached|status:? ?\d{3}/i.test(end) ? troubleIn(end) : null;
  const now = Date.now();
  if (trouble) return failureIn(trouble, { message: `The agent changed nothing and said: ${end}`, now });
  if (stopReason === 'max_tokens')
    return failureIn('context', {
      message: 'The agent ran out of tokens before it changed anything.',
      now,
    });
  return new AttemptFailure('empty', `The agent changed nothing. It said: ${end || 'nothing'}`);
}

const messageOf = ({ title, planId, taskId, attemptId }: Assignment): string =>
  `${title}\n\nHeadrace-Task: ${planId}.${taskId}\nHeadrace-Attempt: ${attemptId}\n`;

function sessionOptions(desk: Desk, { mirror, workspace, base }: Site, signal: AbortSignal): SessionOptions {
  const { host, dir, record, log } = desk;
  const author = authorOf(record.assignment);
  return {
    agent: record.assignment.agent,
    run: record.assignment.run,
    cwd: workspace.path,
    home: dir.home,
    tmp: dir.tmp,
    mark: `${record.mark}/agent`,
    readable: [mirror.gitDir],
    variables: { ...variablesOf(desk, base), ...identityOf(author), HEADRACE_PROPOSAL: dir.proposal },
    pass: host.config.passEnv,
    sandbox: host.sandbox,
    log,
    idleMs: host.config.idleSeconds * 1000,
    signal,
  };
}
