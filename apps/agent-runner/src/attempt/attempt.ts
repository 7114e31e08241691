import { assertNever, type Assignment, type AttemptId } from '@headrace/events';
import { AttemptFailure } from '../agent/failure.ts';
import { sweep } from '../process/sweep.ts';
import type { Host } from '../runner/host.ts';
import { openDesk, type Desk } from './desk.ts';
import {
  clear,
  forget,
  isAllPushed,
  openChange,
  proposeDecomposition,
  proposeSplit,
  reportFailure,
  reportSalvage,
  save,
  type Saved,
} from './ending.ts';
import { newRecord, type AttemptRecord } from './record.ts';
import { openSite, type Site } from './site.ts';
import { Stopped } from './stop.ts';
import { work, type Result } from './work.ts';

/** An attempt under way. */
export type LiveAttempt = {
  readonly attemptId: AttemptId;
  readonly fence: number;
  stop(reason: Stopped): void;
  /** Settles when nothing is left to do, or when the runner ends; never rejects. */
  readonly done: Promise<void>;
};

/** Writes the claim down and begins. */
export function beginAttempt(host: Host, assignment: Assignment): LiveAttempt {
  const control = new AbortController();
  const { attemptId, fence } = assignment;
  const done = live(host, newRecord(assignment), control).catch((error: unknown) => {
    if (!host.off.aborted) host.log.error({ attemptId, err: error }, 'the attempt broke off');
  });
  return { attemptId, fence, done, stop: (reason) => control.abort(reason) };
}

async function live(host: Host, record: AttemptRecord, control: AbortController): Promise<void> {
  const { attemptId, title, agent } = record.assignment;
  const desk = await openDesk(host, record, ({ code, detail }, isLost) =>
    control.abort(new Stopped(isLost ? 'lost' : 'rejected', `${code}: ${detail}`)),
  );
  host.log.info({ attemptId, title, agent }, 'attempt begins');
  const site = await valueOrEnding(() => openSite(desk), control.signal);
  const result =
    site instanceof Error
      ? site
      : await valueOrEnding(() => work(desk, site, control.signal), control.signal);
  await sweep(record.mark);
  const isSafe = await end(desk, site instanceof Error ? null : site, result);
  await leave(desk, isSafe);
}

/** A fault of ours or of git's ends the attempt too, and says so. */
async function valueOrEnding<T>(make: () => Promise<T>, signal: AbortSignal): Promise<T | Error> {
  try {
    signal.throwIfAborted();
    return await make();
  } catch (error) {
    return asEnding(error);
  }
}

function asEnding(error: unknown): AttemptFailure | Stopped {
  if (error instanceof AttemptFailure || error instanceof Stopped) return error;
  return new AttemptFailure('infrastructure', `The runner failed: ${(error as Error).message}`, {
    cause: error,
  });
}

/** Ends the attempt one way or another; answers whether its directory may go. Errors: the reason why the runner ends. */
async function end(desk: Desk, site: Site | null, result: Result | Error): Promise<boolean> {
  if (result instanceof Error || !site) return endWithout(desk, site, asEnding(result));
  try {
    await report(desk, site, result);
  } catch (error) {
    desk.host.off.throwIfAborted();
    return endWithout(desk, site, asEnding(error));
  }
  await desk.remember({ isEnded: true });
  await desk.flushed();
  const { refused, isLost } = await desk.drained();
  if (!refused) return tidy(desk, site, result);
  const { code, detail } = refused.problem;
  const message = `${refused.command} was refused: ${code}: ${detail}`;
  return endWithout(desk, site, new Stopped(isLost ? 'lost' : 'rejected', message));
}

/** Says to the orchestrator what the attempt came to. Errors: AttemptFailure. */
function report(desk: Desk, site: Site, result: Result): Promise<void> {
  switch (result.kind) {
    case 'change':
      return openChange(desk, site, result);
    case 'nothing':
      return desk.report('complete', { type: 'CompleteAttempt' });
    case 'split':
      return proposeSplit(desk, site, result.proposal);
    case 'decomposition':
      return proposeDecomposition(desk, site, result.proposal);
    default:
      return assertNever(result);
  }
}

/**
 * Without a result: the work is saved, and the orchestrator told why. It is told as well when it has cancelled the
 * attempt: should it not know of that, nobody waits for the lease; else it refuses, and is told only what was kept.
 */
export async function endWithout(
  desk: Desk,
  site: Site | null,
  why: AttemptFailure | Stopped,
): Promise<boolean> {
  const { host, record } = desk;
  const saved: Saved = site ? await save(desk, site) : { salvage: null, problem: null };
  const { attemptId } = record.assignment;
  const line = { attemptId, reason: desk.redact(why.message), salvage: saved.salvage?.ref ?? null };
  host.log.warn(line, 'the attempt ended without a result');
  const failure =
    why instanceof Stopped ? new AttemptFailure('infrastructure', `${why.kind}: ${why.message}`) : why;
  await reportFailure(desk, failure, saved);
  await desk.remember({ isEnded: true });
  await desk.flushed();
  await reportSalvage(desk, saved);
  if (saved.problem === null && site) await clear(desk, site);
  return saved.problem === null;
}

/** Takes the workspace away when everything in it is safe. */
export async function tidy(desk: Desk, site: Site, result: Result): Promise<boolean> {
  const isPushed = result.kind === 'change' && (await isAllPushed(desk, site, result.head));
  const problem = isPushed ? null : (await save(desk, site)).problem;
  if (problem === null) await clear(desk, site);
  return problem === null;
}

/** Closes the desk; everything of an attempt that is safe is on the forge and in the log. */
export async function leave(desk: Desk, isSafe: boolean): Promise<void> {
  await desk.close();
  desk.host.log.info({ attemptId: desk.record.assignment.attemptId, isSafe }, 'attempt ends');
  if (isSafe) await forget(desk.dir.root);
}
