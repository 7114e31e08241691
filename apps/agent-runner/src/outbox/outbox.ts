import { createHash } from 'node:crypto';
import {
  type AttemptCommand,
  type AttemptId,
  type CommandId,
  type EvidenceRef,
  type ProblemDocument,
} from '@headrace/events';
import { Refused } from '../wire/orchestrator.ts';
import { keep, kept, remove, type Entry } from './outbox.file.ts';

/** Brings one command, and first its evidence, to the orchestrator; patient. Errors: Refused, the signal's reason. */
export type Deliver = (entry: Entry) => Promise<void>;

export type Outcome = {
  /** The types of the commands that were acknowledged, in this life of the runner. */
  readonly accepted: ReadonlySet<AttemptCommand['type']>;
  /** The first command that was refused, and why. */
  readonly refused: { readonly command: AttemptCommand['type']; readonly problem: ProblemDocument } | null;
  /** The claim is not ours any more: everything after that is pointless. */
  readonly isLost: boolean;
};

export type Outbox = {
  /** Returns once the command is on disk; sending goes on by itself, in order. Ignored after the claim was lost, but for what was kept. */
  post(step: string, command: AttemptCommand, evidence?: readonly EvidenceRef[]): Promise<void>;
  /** Waits until nothing is left to send, or nothing may be. Errors: the signal's reason, when sending was given up. */
  drained(): Promise<Outcome>;
  outcome(): Outcome;
};

type Given = {
  readonly dir: string;
  readonly attempt: AttemptId;
  readonly deliver: Deliver;
  readonly onRefused: (entry: Entry, problem: ProblemDocument) => void;
};

const LOST = new Set([
  'FENCE_STALE',
  'ATTEMPT_OVER',
  'ATTEMPT_NOT_FOUND',
  'TASK_NOT_FOUND',
  'PLAN_NOT_FOUND',
]);
const isLost = ({ code, status }: ProblemDocument) => LOST.has(code) || status === 401 || status === 403;

/** Reads what an earlier life left, and begins to send it. */
export async function openOutbox(given: Given): Promise<Outbox> {
  const queue = [...(await kept(given.dir))];
  const accepted = new Set<AttemptCommand['type']>();
  let next = (queue.at(-1)?.seq ?? -1) + 1;
  let outcome: Outcome = { accepted, refused: null, isLost: false };
  let sending: Promise<void> = pump();

  async function pump(): Promise<void> {
    for (let entry = queue[0]; entry; entry = queue[0]) {
      const problem = await problemOf(given.deliver(entry));
      const type = entry.command.type as AttemptCommand['type'];
      if (!problem) accepted.add(type);
      else
        outcome = {
          accepted,
          refused: outcome.refused ?? { command: type, problem },
          isLost: isLost(problem),
        };
      const done = outcome.isLost ? [...queue] : [entry];
      for (const each of done) await remove(given.dir, each);
      queue.splice(0, done.length); // only now: an empty queue means that nobody is sending
      if (problem) given.onRefused(entry, problem);
    }
  }

  async function post(step: string, command: AttemptCommand, evidence: readonly EvidenceRef[] = []) {
    if (outcome.isLost && command.type !== 'ReportSalvage') return;
    const entry: Entry = { seq: next++, id: stepId(given.attempt, step), command, evidence: [...evidence] };
    await keep(given.dir, entry);
    queue.push(entry);
    if (queue.length === 1) sending = pump();
    sending.catch(() => undefined); // `drained` tells
  }

  sending.catch(() => undefined);
  return {
    post,
    outcome: () => outcome,
    async drained() {
      while (queue.length > 0) await sending;
      return outcome;
    },
  };
}

async function problemOf(delivery: Promise<void>): Promise<ProblemDocument | null> {
  try {
    await delivery;
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.problem;
    throw error;
  }
}

/** The same step of the same attempt has the same id in every life of the runner, so a retry has one effect. */
export function stepId(attempt: string, step: string): CommandId {
  const id = `${attempt}:${step}`;
  if (id.length <= 128) return id as CommandId;
  return `${createHash('sha256').update(attempt).digest('hex').slice(0, 40)}:${step}` as CommandId;
}
