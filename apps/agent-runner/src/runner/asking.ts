import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { Refused, Unreachable, type Orchestrator } from '../wire/orchestrator.ts';

/** Proxies cut what is silent for a minute, and an idle runner is alive by asking. */
const LONGEST_POLL_MS = 20_000;
const PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;

/** How a runner asks for work. */
export type Asking = {
  readonly orchestrator: Orchestrator;
  readonly token: () => string;
  readonly leaseMs: () => number;
  readonly log: Logger;
  /** Ends all asking. */
  readonly until: AbortSignal;
  /** Besides the log: whoever does not know us any more wants a new registration. */
  readonly onNo: (error: unknown) => Promise<void>;
};

type Question = {
  readonly path: string;
  readonly offer: object;
  /** The part of a lease that it may wait. */
  readonly leaseShare: number;
};

/**
 * Waits at the orchestrator for something to do; never as long as a lease: else a runner that is stopped for a while
 * would be given, through the question that it left open, the very task that it has just lost.
 */
export function ask<T>(asking: Asking, question: Question, answer: z.ZodType<T>): Promise<T> {
  const { orchestrator, token, leaseMs, until } = asking;
  const { path, offer, leaseShare } = question;
  const waitMs = Math.min(LONGEST_POLL_MS, Math.floor(leaseMs() * leaseShare));
  const silenceMs = waitMs + 15_000;
  const call = { method: 'POST', path, token: token(), json: { ...offer, waitMs }, signal: until } as const;
  return orchestrator.call({ ...call, silenceMs }, answer);
}

/** An orchestrator that answers "nothing" without waiting, because it ends or drains, is not asked in a circle. */
const SOON_MS = 100;

/** Does it again and again; after `later`, after nothing at once, or an error, with growing pauses. */
export async function keepAsking(
  asking: Asking,
  once: () => Promise<'again' | 'later' | 'nothing'>,
): Promise<void> {
  const { until } = asking;
  for (let pauseMs = PAUSE_MS; !until.aborted;) {
    const began = performance.now();
    const next = await once().catch((error: unknown) => saidNo(asking, error));
    const hasWaited = performance.now() - began > SOON_MS;
    if (next === 'again' || (next === 'nothing' && hasWaited)) pauseMs = PAUSE_MS;
    else {
      await sleep(pauseMs, undefined, { signal: until }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }
}

async function saidNo({ log, until, onNo }: Asking, error: unknown): Promise<'later'> {
  if (until.aborted) return 'later';
  if (error instanceof Refused)
    log.warn({ code: error.problem.code, detail: error.problem.detail }, 'no claim');
  else if (error instanceof Unreachable) log.warn({ reason: error.message }, 'waiting for the orchestrator');
  else log.error({ err: error }, 'the answer to a claim cannot be used');
  await onNo(error);
  return 'later';
}
