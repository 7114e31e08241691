import type { ChangeId, LandingAssignment } from '@headrace/events';
import { Stopped } from '../attempt/stop.ts';
import { GitFailed } from '../git/git.ts';
import { sweep } from '../process/sweep.ts';
import type { Host } from '../runner/host.ts';
import { Refused } from '../wire/orchestrator.ts';
import { leaveDock, openDock, sender } from './dock.ts';
import { land, type LandingEnd } from './landing.ts';
import { landingsLeft, newLanding, saveLanding, type LandingRecord } from './record.ts';

/** A landing under way. */
export type LiveLanding = {
  readonly changeId: ChangeId;
  readonly fence: number;
  stop(reason: Stopped): void;
  /** Never rejects. */
  readonly done: Promise<LandingEnd>;
};

/** Writes the claim down and begins. */
export function beginLanding(host: Host, landing: LandingAssignment): LiveLanding {
  const control = new AbortController();
  const { changeId, fence } = landing;
  const signal = AbortSignal.any([control.signal, host.off]);
  return {
    changeId,
    fence,
    stop: (reason) => control.abort(reason),
    done: live(host, newLanding(landing), signal),
  };
}

async function live(host: Host, record: LandingRecord, signal: AbortSignal): Promise<LandingEnd> {
  const { changeId, title } = record.landing;
  host.log.info({ changeId, title, target: record.landing.target }, 'landing begins');
  await saveLanding(host.state, record);
  const ending = await settle(host, record, signal);
  host.log.info({ changeId, ending }, 'landing ends');
  return ending;
}

/** Whatever happens, the directory goes, unless the runner itself ends: then a later life takes it from there. */
async function settle(host: Host, record: LandingRecord, signal: AbortSignal): Promise<LandingEnd> {
  const { changeId } = record.landing;
  try {
    const dock = await openDock(host, record, signal);
    const ending = await land(dock);
    await leaveDock(host, record);
    return ending;
  } catch (error) {
    if (host.off.aborted) return 'lost';
    const isLost = error instanceof Stopped || (error instanceof Refused && LOST.has(error.problem.code));
    if (isLost) host.log.warn({ changeId, reason: error.message }, 'the landing is not ours any more');
    else await giveBack(host, record, error as Error, signal);
    await leaveDock(host, record);
    return isLost ? 'lost' : 'infrastructure';
  }
}

/** Refusals after which there is nothing to give back. */
const LOST = new Set([
  ...['FENCE_STALE', 'LANDING_NOT_CLAIMED', 'CHANGE_NOT_FOUND', 'APPROVAL_MISSING'],
  ...['TOKEN_INVALID', 'TOKEN_MISSING', 'FORBIDDEN'],
]);

/** A fault of ours or a forge that is away: the change keeps its place in the queue. */
async function giveBack(host: Host, record: LandingRecord, error: Error, signal: AbortSignal): Promise<void> {
  const level = error instanceof GitFailed ? 'warn' : 'error';
  host.log[level]({ changeId: record.landing.changeId, err: error }, 'the landing broke off');
  const note = error.message.slice(0, 1000);
  const send = sender(host, record, signal);
  await send('void', { type: 'VoidLanding', because: 'infrastructure', note }).catch(() => undefined);
}

/**
 * Resolves what an earlier life left: what it had prepared may have been pushed, so the branch decides; what it had not
 * is given back, so that nobody waits for the lease.
 */
export async function recoverLandings(host: Host): Promise<void> {
  for (const record of await landingsLeft(host.state)) {
    await sweep(record.mark);
    host.log.info(
      { changeId: record.landing.changeId, prepared: record.prepared },
      'found a landing of an earlier life',
    );
    if (record.prepared ?? record.landing.prepared) await settle(host, record, host.off);
    else {
      await giveBack(host, record, new Error('The runner was killed during the landing.'), host.off);
      await leaveDock(host, record);
    }
  }
}
