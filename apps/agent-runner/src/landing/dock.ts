import { join } from 'node:path';
import type { ChangeCommand, EvidenceRef } from '@headrace/events';
import type { Mirror } from '../git/mirror.ts';
import { pushAside, pushAway } from '../git/push.ts';
import { landedRef, landingRef } from '../git/refs.ts';
import { restore } from '../git/seal.ts';
import { sendCommand, sendEvidence, type Accepted } from '../outbox/deliver.ts';
import { stepId } from '../outbox/outbox.ts';
import { sweep } from '../process/sweep.ts';
import type { Host } from '../runner/host.ts';
import { dirOf, forgetLanding, type LandingRecord } from './record.ts';

type LandingReport = Extract<
  ChangeCommand,
  { type: 'PrepareLanding' | 'RecordLanding' | 'VoidLanding' | 'FailLanding' }
>;
/** A command less what every command of a landing says. */
export type Report = LandingReport extends infer C
  ? C extends LandingReport
    ? Omit<C, 'changeId' | 'fence'>
    : never
  : never;

/** Sends with an id of its own claim, patiently. Errors: Refused, the signal's reason. */
export type Send = (step: string, report: Report, evidence?: readonly EvidenceRef[]) => Promise<Accepted>;

/** Where one claimed landing is worked on. */
export type Dock = {
  readonly host: Host;
  readonly record: LandingRecord;
  readonly mirror: Mirror;
  readonly signal: AbortSignal;
  /** Where the prepared commit lies on the forge. */
  readonly ref: string;
  readonly send: Send;
};

/** Errors: GitFailed. */
export async function openDock(host: Host, record: LandingRecord, signal: AbortSignal): Promise<Dock> {
  const { repo, planId, taskId, changeId } = record.landing;
  const mirror = await host.mirrors.open(repo);
  await restore(mirror.gitDir);
  const ref = landingRef(planId, taskId, changeId);
  return { host, record, mirror, signal, ref, send: sender(host, record, signal) };
}

export function sender(host: Host, record: LandingRecord, signal: AbortSignal): Send {
  const { changeId, fence, token } = record.landing;
  const onWait = (error: Error) => host.log.warn({ reason: error.message }, 'waiting for the orchestrator');
  const way = { orchestrator: host.orchestrator, path: '/changes/update', token, signal, onWait };
  return async (step, report, evidence = []) => {
    for (const ref of evidence) await sendEvidence(way, join(dirOf(host.state, record), 'evidence'), ref);
    const id = stepId(changeId, `landing.${fence}.${step}`);
    return sendCommand(way, { id, command: { ...report, changeId, fence } });
  };
}

/** Nobody needs the prepared commit any more: the branch has it, or it is void. */
export async function clearRef({ host, mirror, ref }: Dock): Promise<void> {
  await pushAway(host.git, mirror, ref).catch(() => undefined);
}

/** The target has what the branch was for; the commits as the agent made them stay, where no list of branches shows them. */
export async function clearBranch({ host, mirror, record }: Dock): Promise<void> {
  const { planId, taskId, changeId, branch, head } = record.landing;
  const ref = landedRef(planId, taskId, changeId);
  await pushAside(host.git, mirror, { branch, head, ref }).catch((error: unknown) => {
    host.log.info({ changeId, branch, reason: String(error) }, 'the branch of a landed change stays');
  });
}

/** The end of every landing: nothing of it runs or lies about any more. */
export async function leaveDock(host: Host, record: LandingRecord): Promise<void> {
  await sweep(record.mark);
  await forgetLanding(host.state, record);
}
