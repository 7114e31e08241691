import { planOf, type OrgState } from '@headrace/engine';
import type { ActivatePlan, CommandId, Digest, DraftTasks, PlanId, Text } from '@headrace/events';
import { randomUUID } from 'node:crypto';
import type { Asking, Submitter } from '../command/submitter.ts';
import { ProblemError } from '../http/problem.ts';
import type { Shard } from '../shard/shard.ts';
import type { Accepted } from '../shard/submission.ts';
import type { PlanApart } from './plan.check.apart.ts';

/** Parts that are sent and not acknowledged. */
const AHEAD = 4;

export type Keep = (text: string) => Promise<Text>;

type Sending = {
  readonly submitter: Submitter;
  readonly shard: Pick<Shard, 'look'>;
  readonly keep: Keep;
};

/**
 * Sends a plan as a draft, part by part, then makes it real. Who repeats the request goes on where the one before ended:
 * the draft itself says how far it has come, and only the last command has the request's own id. Throws ProblemError.
 */
export async function sendInParts(
  { submitter, shard, keep }: Sending,
  asking: Asking,
  plan: PlanApart,
  gone: AbortSignal,
): Promise<Accepted> {
  const planId = plan.head.plan;
  const { digest, count } = plan;
  const activate: ActivatePlan = { type: 'ActivatePlan', planId, digest };
  const repeated = await activated(submitter, asking, activate);
  if (repeated) return repeated;
  const anew = (): Asking => ({ ...asking, id: `c-${randomUUID()}` as CommandId });
  await submitter.send(anew(), { type: 'DraftPlan', plan: plan.head, digest, tasks: count });
  const standing = await shard.look(asking.org, (state) => draftIn(state, planId)?.count ?? 0);
  const pending: Promise<unknown>[] = [];
  let next = standing < count ? plan.partFrom(standing) : null;
  for (let from = standing; next !== null;) {
    if (gone.aborted) throw interrupted(planId, from, count);
    const part = await next;
    const end = from + part.length;
    next = end < count ? plan.partFrom(end) : null; // it is made while this one is decided
    const tasks = await withTexts(part, keep);
    const sent = submitter.send(anew(), { type: 'DraftTasks', planId, digest, from, tasks });
    sent.catch(() => undefined); // it is awaited below, a few parts later
    pending.push(sent);
    from = end;
    if (pending.length >= AHEAD) await pending.shift();
  }
  await Promise.all(pending);
  return submitter.record(asking, { id: asking.id, command: activate });
}

/** Done before under this request's id, or complete but for this; null: there is still something to send. */
async function activated(
  submitter: Submitter,
  asking: Asking,
  command: ActivatePlan,
): Promise<Accepted | null> {
  try {
    return await submitter.record(asking, { id: asking.id, command });
  } catch (thrown) {
    if (thrown instanceof ProblemError && unfinished.has(thrown.code)) return null;
    throw thrown;
  }
}

const unfinished: ReadonlySet<string> = new Set(['DRAFT_NOT_FOUND', 'DRAFT_OUT_OF_STEP']);

/** Long briefs become evidence before the command that names them. */
const withTexts = (
  tasks: Awaited<ReturnType<PlanApart['partFrom']>>,
  keep: Keep,
): Promise<DraftTasks['tasks']> =>
  Promise.all(tasks.map(async (task) => ({ ...task, brief: await keep(task.brief) })));

export type Draft = {
  readonly planId: PlanId;
  readonly digest: Digest;
  readonly count: number;
  readonly of: number;
};

/** How far a plan that is being sent has come; null: there is no draft of it. */
export function draftIn(state: OrgState, planId: PlanId): Draft | null {
  const draft = state.drafts.get(planId);
  if (!draft || planOf(state, planId)) return null;
  return { planId, digest: draft.digest, count: draft.plan.members.length, of: draft.tasks };
}

const interrupted = (planId: PlanId, at: number, of: number) =>
  new ProblemError(
    'INTERRUPTED',
    `${at} of ${of} tasks of ${planId} were recorded; the same again goes on from there`,
  );
