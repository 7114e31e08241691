import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  counted,
  type ChangeContent,
  type EvidenceRef,
  type Proposal,
  type Salvage,
  type Sha,
} from '@headrace/events';
import pRetry from 'p-retry';
import { AttemptFailure } from '../agent/failure.ts';
import { dirtyPaths, headOf } from '../git/commit.ts';
import { diffText, patchId } from '../git/patch.ts';
import { pushNew } from '../git/push.ts';
import { headRef, salvageRef } from '../git/refs.ts';
import { ignoredFiles, salvage } from '../git/salvage.ts';
import { restore } from '../git/seal.ts';
import { sizeOf } from '../git/size.ts';
import { removeWorkspace } from '../git/workspace.ts';
import { keepEvidence, textOf } from '../outbox/evidence.ts';
import { committerOf } from '../runner/host.ts';
import type { Desk } from './desk.ts';
import { fingerprint } from './fingerprint.ts';
import type { Site } from './site.ts';
import type { Split } from './work.ts';

const MOST_FILES = 5000;
const DIFF_BYTES = 4 * 1024 * 1024;

/** Puts the change on the forge and reports it. Errors: AttemptFailure, when the forge does not take it. */
export async function openChange(
  desk: Desk,
  site: Site,
  { head, tree }: { head: Sha; tree: Sha },
): Promise<void> {
  const { branch } = desk.record.assignment;
  const { content, evidence } = await contentOf(desk, site, { head, tree });
  await pushPatiently(desk, site, head, headRef(branch));
  desk.log.write({ t: 'runner', text: `pushed ${branch} at ${head}` });
  await desk.report('open', { type: 'OpenChange', ...content }, [evidence]);
}

async function contentOf(
  desk: Desk,
  { mirror, base }: Site,
  { head, tree }: { head: Sha; tree: Sha },
): Promise<{ content: ChangeContent; evidence: EvidenceRef }> {
  const { host, dir, record } = desk;
  const exclude = record.assignment.gates.flatMap(({ gate }) => (gate.kind === 'size' ? gate.exclude : []));
  const { files, lines } = await sizeOf(host.git, mirror, {
    base,
    head,
    index: `${dir.index}.size`,
    exclude,
  });
  if (files.length > MOST_FILES) {
    const message = `The change touches ${files.length} files; at most ${MOST_FILES} can be reviewed.`;
    throw new AttemptFailure('gate', message, { feedback: message });
  }
  const evidence = await keepEvidence(
    dir.evidence,
    await boundedDiff(desk, mirror, base, head),
    'text/x-diff',
  );
  const id = (await patchId(host.git, mirror, base, head)) as Sha;
  const rows = files.map(({ path, added, removed, isGenerated }) => ({
    path,
    added,
    removed,
    generated: isGenerated,
  }));
  const content = {
    branch: record.assignment.branch,
    base,
    head,
    tree,
    patchId: id,
    files: rows,
    lines,
    diff: evidence,
  };
  return { content, evidence };
}

async function boundedDiff(
  { host }: Desk,
  mirror: Site['mirror'],
  base: string,
  head: string,
): Promise<string> {
  const diff = await diffText(host.git, mirror, base, head);
  if (diff.length <= DIFF_BYTES) return diff;
  return `${diff.slice(0, DIFF_BYTES)}\n[cut here: the whole diff is ${diff.length} characters; see the branch]\n`;
}

/** A forge that is away for a moment costs no attempt. */
async function pushPatiently({ host, log }: Desk, { mirror }: Site, sha: string, ref: string): Promise<void> {
  const onFailedAttempt = ({ error }: { error: Error }) => log.write({ t: 'runner', text: error.message });
  try {
    const options = { retries: 4, minTimeout: 250, signal: host.off, onFailedAttempt };
    await pRetry(() => pushNew(host.git, mirror, sha, ref), options);
  } catch (error) {
    host.off.throwIfAborted();
    throw new AttemptFailure('infrastructure', `The forge does not take ${ref}: ${(error as Error).message}`);
  }
}

/** Puts the work on the forge under its salvage ref, from where the parts take it. Errors: AttemptFailure. */
export async function proposeSplit(desk: Desk, site: Site, { lines, limit, parts }: Split): Promise<void> {
  const { salvage: kept, problem } = await save(desk, site);
  if (!kept?.pushed)
    throw new AttemptFailure('infrastructure', `The work could not be kept for its split: ${problem}`);
  const { sha: source, ref } = kept;
  await desk.report('split', { type: 'ProposeSplit', lines, limit, source, ref, parts: [...parts] });
}

/** The work so far is kept too: whoever decides may want to see it. Errors: AttemptFailure. */
export async function proposeDecomposition(
  desk: Desk,
  site: Site,
  { children, note }: Proposal,
): Promise<void> {
  const { salvage: kept, problem } = await save(desk, site);
  if (problem !== null) throw new AttemptFailure('infrastructure', `The work could not be kept: ${problem}`);
  const ref = kept?.ref ?? null;
  const ids = children.map(({ id }) => id).join(', ');
  desk.log.write({
    t: 'runner',
    text: `proposes ${counted(children.length, 'task')} in its place: ${ids}`,
  });
  await desk.report('decomposition', { type: 'ProposeDecomposition', children, note, ref });
}

/** What became of the work. `problem`: it could not be saved, so its directory stays. */
export type Saved = { readonly salvage: Salvage | null; readonly problem: string | null };

/** Saves what is not on the forge. Never throws: an attempt must be able to end. */
export async function save(desk: Desk, site: Site): Promise<Saved> {
  const { host, dir, record, log } = desk;
  const { planId, taskId, fence } = record.assignment;
  const options = {
    ref: salvageRef(planId, taskId, fence),
    base: site.base,
    index: `${dir.index}.salvage`,
    person: committerOf(host),
  };
  try {
    await restore(site.mirror.gitDir);
    const kept = await salvage(host.git, site.mirror, site.workspace, options);
    const problem =
      kept && !kept.pushed ? `the forge did not take ${kept.ref}` : await neighbours(desk, site);
    if (kept) log.write({ t: 'runner', text: `the work is kept as ${kept.ref} (${kept.sha})` });
    if (problem) log.write({ t: 'error', text: `the work stays in ${site.workspace.path}: ${problem}` });
    return { salvage: kept, problem };
  } catch (error) {
    const problem = (error as Error).message;
    log.write({ t: 'error', text: `the work stays in ${site.workspace.path}: ${problem}` });
    return { salvage: null, problem };
  }
}

async function neighbours({ dir }: Desk, { workspace }: Site): Promise<string | null> {
  const names = (await readdir(dir.work)).filter((name) => name !== basename(workspace.path));
  return names.length === 0 ? null : `beside it lies ${names.map((name) => join(dir.work, name)).join(', ')}`;
}

/** Reports a failure with the place where its work is kept. */
export async function reportFailure(desk: Desk, failure: AttemptFailure, saved: Saved): Promise<void> {
  const { host, dir, redact } = desk;
  const feedback = failure.feedback === null ? null : await textOf(dir.evidence, redact(failure.feedback));
  const where = saved.problem ? ` The work stays on runner ${host.runnerId}: ${saved.problem}.` : '';
  const message = redact(failure.message).slice(0, 1990 - where.length) + redact(where);
  const mark = failure.fingerprint ?? fingerprint(failure.class, failure.message);
  desk.log.write({ t: 'error', text: `${failure.class}: ${message}` });
  await desk.report(
    'fail',
    {
      type: 'FailAttempt',
      class: failure.class,
      message: message.slice(0, 2000),
      fingerprint: mark,
      feedback: feedback?.text ?? null,
      salvage: saved.salvage,
      quotaUntil: failure.quotaUntil,
    },
    feedback?.evidence ?? [],
  );
}

/** Says what was kept of an attempt that somebody else has ended: its failure was refused, its work must not be lost sight of. */
export async function reportSalvage(desk: Desk, { salvage: kept, problem }: Saved): Promise<void> {
  if (!(await desk.drained()).isLost) return;
  const note = problem ? desk.redact(`The work stays on runner ${desk.host.runnerId}: ${problem}`) : '';
  await desk.report('salvage', { type: 'ReportSalvage', salvage: kept, note: note.slice(0, 1000) });
  await desk.drained();
}

/** Whether everything in the workspace is on the forge, as `head` on its branch. */
export async function isAllPushed({ host, dir }: Desk, { workspace }: Site, head: string): Promise<boolean> {
  const isClean = (await dirtyPaths(host.git, workspace, `${dir.index}.clean`)).length === 0;
  return isClean && (await headOf(host.git, workspace)) === head;
}

/** Takes the workspace away; the caller has saved what was in it. What git ignores goes with it, and is counted. */
export async function clear(desk: Desk, { mirror, workspace }: Site): Promise<void> {
  const { host, dir, log } = desk;
  const ignored = await ignoredFiles(host.git, workspace, `${dir.index}.ignored`).catch(() => []);
  if (ignored.length > 0)
    log.write({ t: 'runner', text: `${ignored.length} ignored paths went with the workspace` });
  await removeWorkspace(host.git, mirror, workspace);
}

/** Everything of the attempt; its commands were acknowledged and its work is safe. */
export const forget = (root: string): Promise<void> =>
  rm(root, { recursive: true, force: true, maxRetries: 5 });
