import type { IncomingMessage } from 'node:http';
import { ProblemDocument, createRota } from '@headrace/events';
import type { z } from 'zod';
import { bytesOf, exchange } from './exchange.ts';

/** It said no: sending the same again changes nothing. */
export class Refused extends Error {
  readonly problem: ProblemDocument;
  constructor(problem: ProblemDocument) {
    super(`${problem.code}: ${problem.detail || problem.title}`);
    this.problem = problem;
  }
}

/** No answer, or one that says "later": the same again may be accepted. `status` 0: no answer at all. */
export class Unreachable extends Error {
  readonly status: number;
  constructor(status: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

export type Call = {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly token: string;
  /** Only the admin's token needs it. */
  readonly org?: string;
  readonly json?: unknown;
  readonly bytes?: { readonly content: Uint8Array<ArrayBuffer>; readonly mediaType: string };
  /** Without a word; of a stream, from one to the next. */
  readonly silenceMs?: number;
  readonly signal?: AbortSignal;
};

export type Orchestrator = {
  /** Errors: Refused, Unreachable, and the signal's own reason. */
  call<T>(call: Call, answer: z.ZodType<T>): Promise<T>;
  /** The open response, for a stream. */
  open(call: Call): Promise<IncomingMessage>;
};

/** Of several, one that does not answer is left for the next; who asks asks again, as it does anyway. */
export function orchestratorAt(...urls: readonly string[]): Orchestrator {
  const rota = createRota(urls);
  const elsewhere = async <T>(work: (url: string) => Promise<T>): Promise<T> => {
    const url = rota.current();
    try {
      return await work(url);
    } catch (error) {
      if (error instanceof Unreachable && isAway(error.status)) rota.failed(url);
      throw error;
    }
  };
  return {
    open: (call) => elsewhere((url) => responseTo(url, call)),
    call: (call, answer) =>
      elsewhere(async (url) => answer.parse(await bodyOf(await responseTo(url, call), call))),
  };
}

/** Nobody there, or one that cannot do its work now; another one may be able to. */
const isAway = (status: number): boolean => status === 0 || status >= 502;

const SILENCE_MS = 30_000;

async function responseTo(url: string, call: Call): Promise<IncomingMessage> {
  const { method, signal, silenceMs = SILENCE_MS } = call;
  const content = call.bytes?.content ?? (call.json === undefined ? undefined : JSON.stringify(call.json));
  const headers: Record<string, string> = { 'x-auth-token': call.token };
  if (call.org) headers['x-org'] = call.org;
  if (content !== undefined) headers['content-type'] = call.bytes?.mediaType ?? 'application/json';
  const sending = { method, headers, content, signal, silenceMs };
  const response = await exchange(new URL(call.path, url), sending).catch((error: unknown) => {
    throw unanswered(error, call);
  });
  const { statusCode = 0 } = response;
  if (statusCode < 200 || statusCode >= 300) throw await noOf(statusCode, response, call);
  return response;
}

async function bodyOf(response: IncomingMessage, call: Call): Promise<unknown> {
  try {
    return await jsonOf(response);
  } catch (error) {
    throw unanswered(error, call);
  }
}

const jsonOf = async (response: IncomingMessage): Promise<unknown> =>
  JSON.parse((await bytesOf(response)).toString('utf8'));

function unanswered(error: unknown, call: Call): unknown {
  if (call.signal?.aborted) return call.signal.reason;
  return new Unreachable(0, `${call.method} ${call.path}: ${(error as Error).message}`, error);
}

const LATER = new Set([408, 425, 429]);

async function noOf(status: number, response: IncomingMessage, { method, path }: Call): Promise<Error> {
  const body = await jsonOf(response).catch(() => null);
  const parsed = ProblemDocument.safeParse(body);
  const problem = parsed.success ? parsed.data : unspoken(status);
  if (status >= 500 || LATER.has(status))
    return new Unreachable(status, `${method} ${path}: ${problem.code} ${problem.detail}`);
  return new Refused(problem);
}

/** An answer that is no problem document: something else listens there. */
const unspoken = (status: number): ProblemDocument => ({
  type: 'about:blank',
  title: `HTTP ${status}`,
  status,
  code: status === 401 ? 'TOKEN_INVALID' : 'NOT_FOUND',
  detail: `HTTP ${status} without a problem document`,
  hint: 'Check --url.',
});
