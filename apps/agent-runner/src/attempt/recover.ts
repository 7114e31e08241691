import { existsSync } from 'node:fs';
import type { AttemptId } from '@headrace/events';
import { AttemptFailure } from '../agent/failure.ts';
import { sweep } from '../process/sweep.ts';
import type { Host } from '../runner/host.ts';
import { attemptDir, attemptsLeft } from '../state/state.dir.ts';
import { endWithout, leave } from './attempt.ts';
import { openDesk, type Desk } from './desk.ts';
import { clear, forget, save } from './ending.ts';
import { readRecord, type AttemptRecord } from './record.ts';
import type { Site } from './site.ts';
import { Stopped } from './stop.ts';

const ENDINGS = [
  'OpenChange',
  'CompleteAttempt',
  'ProposeSplit',
  'ProposeDecomposition',
  'FailAttempt',
] as const;

/**
 * Puts in order what an earlier life of this runner left: its processes are killed first, its outboxes sent next, and
 * what was live at the crash fails as `crashed`, with its work saved. Errors: the reason why the runner ends.
 */
export async function recoverAttempts(host: Host): Promise<void> {
  const left = await attemptsLeft(host.state);
  const records = await Promise.all(left.map(async (id) => ({ id, record: await readable(host, id) })));
  for (const { record } of records) if (record) await sweep(record.mark);
  await Promise.all(
    records.map(({ id, record }) => (record ? recover(host, record) : forgetUnread(host, id))),
  );
}

async function readable(host: Host, id: AttemptId): Promise<AttemptRecord | null> {
  try {
    return await readRecord(attemptDir(host.state, id).record);
  } catch (error) {
    host.log.error({ attemptId: id, err: error }, 'its record cannot be read: the directory stays');
    return null;
  }
}

/** Without a record nothing was done in it; one that cannot be read may have been, and stays. */
async function forgetUnread(host: Host, id: AttemptId): Promise<void> {
  const { root, work } = attemptDir(host.state, id);
  if (!existsSync(work)) await forget(root);
}

async function recover(host: Host, record: AttemptRecord): Promise<void> {
  const { attemptId } = record.assignment;
  host.log.info({ attemptId, isEnded: record.isEnded }, 'found an attempt of an earlier life');
  try {
    const desk = await openDesk(host, record, () => undefined);
    const { isLost, accepted } = await desk.drained();
    const isEnded = record.isEnded || ENDINGS.some((type) => accepted.has(type));
    const site = await siteOf(desk);
    const isSafe = isEnded && !isLost ? await clearUp(desk, site) : await failed(desk, site, isLost);
    await leave(desk, isSafe);
  } catch (error) {
    host.off.throwIfAborted();
    host.log.error({ attemptId, err: error }, 'could not be put in order: the directory stays');
  }
}

async function siteOf({ host, record }: Desk): Promise<Site | null> {
  const { workspace, base, assignment } = record;
  if (!workspace || base === null || !existsSync(workspace.path)) return null;
  const mirror = await host.mirrors.open(assignment.repo);
  return { mirror, workspace, base: base as Site['base'] };
}

function failed(desk: Desk, site: Site | null, isLost: boolean): Promise<boolean> {
  const why = isLost
    ? new Stopped('lost', 'another claim holds the task since the runner was killed')
    : new AttemptFailure('crashed', 'The runner was killed while the attempt was under way.');
  return endWithout(desk, site, why);
}

async function clearUp(desk: Desk, site: Site | null): Promise<boolean> {
  if (!site) return true;
  const { problem } = await save(desk, site);
  if (problem === null) await clear(desk, site);
  return problem === null;
}
