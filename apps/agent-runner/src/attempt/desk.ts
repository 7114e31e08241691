import { setTimeout as sleep } from 'node:timers/promises';
import type { AttemptCommand, EvidenceRef, ProblemDocument } from '@headrace/events';
import type { LogSink } from '../agent/agent.ts';
import { NextLine, publish, type Publisher } from '../log/publish.ts';
import { redactor, type Redact } from '../log/redact.ts';
import { openSpool, type Spool } from '../log/spool.ts';
import { deliverBy } from '../outbox/deliver.ts';
import { openOutbox, type Outbox, type Outcome } from '../outbox/outbox.ts';
import type { Host } from '../runner/host.ts';
import { attemptDir, type AttemptDir } from '../state/state.dir.ts';
import { untilAnswered } from '../wire/patience.ts';
import { saveRecord, type AttemptRecord } from './record.ts';

type OfAttempt = Exclude<AttemptCommand, { type: 'ClaimTasks' | 'ExpireClaim' }>;
/** A command less what every command of an attempt says. */
export type Report = OfAttempt extends infer C
  ? C extends OfAttempt
    ? Omit<C, 'attemptId' | 'fence'>
    : never
  : never;

/** Where one attempt writes: its record, its outbox, its log. */
export type Desk = {
  readonly host: Host;
  readonly dir: AttemptDir;
  readonly record: AttemptRecord;
  readonly log: LogSink;
  readonly redact: Redact;
  /** Returns when the report is on disk. Its id comes from the step, so that it has one effect however often it is sent. */
  report(step: string, report: Report, evidence?: readonly EvidenceRef[]): Promise<void>;
  remember(more: Partial<AttemptRecord>): Promise<void>;
  /** Errors: the reason why the runner ends. */
  drained(): Promise<Outcome>;
  outcome(): Outcome;
  /** The log that was written so far is stored, or cannot be at the moment. */
  flushed(): Promise<void>;
  close(): Promise<void>;
};

const FLUSH_MS = 5000;

export async function openDesk(
  host: Host,
  initial: AttemptRecord,
  onRefused: (problem: ProblemDocument, isLost: boolean) => void,
): Promise<Desk> {
  const { attemptId, fence, token } = initial.assignment;
  const dir = attemptDir(host.state, attemptId);
  let record = initial;
  await saveRecord(dir.record, record);
  const redact = redactor([...host.secrets, token]);
  const spool = await openSpool(dir.log, {
    limitBytes: host.config.logMegabytes * 1024 * 1024,
    redact,
    now: () => new Date().toISOString(),
  });
  const publisher = publisherOf(host, spool, record);
  const outbox: Outbox = await openOutbox({
    dir: dir.outbox,
    attempt: attemptId,
    deliver: deliverBy({ ...wayOf(host, token), path: '/tasks/update' }, dir.evidence),
    onRefused: ({ command }, problem) => {
      host.log.warn(
        { attemptId, command: command.type, code: problem.code, detail: problem.detail },
        'refused',
      );
      spool.write({ t: 'error', text: `${command.type} was refused: ${problem.code}: ${problem.detail}` });
      onRefused(problem, outbox.outcome().isLost);
    },
  });
  return {
    host,
    dir,
    get record() {
      return record;
    },
    log: spool,
    redact,
    report: (step, report, evidence) => outbox.post(step, { ...report, attemptId, fence }, evidence),
    async remember(more) {
      record = { ...record, ...more };
      await saveRecord(dir.record, record);
    },
    drained: outbox.drained,
    outcome: outbox.outcome,
    flushed: () => within(FLUSH_MS, publisher.flushed()),
    async close() {
      await spool.close();
      await within(FLUSH_MS, publisher.done);
    },
  };
}

const wayOf = (host: Host, token: string) => ({
  orchestrator: host.orchestrator,
  token,
  signal: host.off,
  onWait: (error: Error) => host.log.warn({ reason: error.message }, 'waiting for the orchestrator'),
});

function publisherOf(host: Host, spool: Spool, { assignment }: AttemptRecord): Publisher {
  const { attemptId, fence, token } = assignment;
  const { orchestrator, signal } = wayOf(host, token);
  const send = async (chunk: { firstLine: number; lines: string[] }) => {
    const json = { attemptId, fence, ...chunk };
    const ask = () =>
      orchestrator.call({ method: 'POST', path: '/tasks/log', token, json, signal }, NextLine);
    return (await untilAnswered(ask, { signal })).nextLine;
  };
  return publish(spool, send, ({ message }) => {
    if (!signal.aborted) host.log.warn({ attemptId, reason: message }, 'the log is not taken any more');
  });
}

/** Waits for it, but no longer than that. */
async function within(ms: number, wait: Promise<void>): Promise<void> {
  const clock = new AbortController();
  const late = sleep(ms, undefined, { signal: clock.signal }).catch(() => undefined);
  await Promise.race([wait, late]);
  clock.abort();
}
