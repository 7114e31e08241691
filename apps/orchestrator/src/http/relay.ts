import { errors } from '@headrace/events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { ProblemError } from './problem.ts';

/** Says that an orchestrator has passed the request on; whoever gets it does not pass it on once more. */
export const RELAYED = 'x-headrace-relayed';

/** How long a request waits for a writer that answers. */
const PATIENCE_MS = 5_000;
const AGAIN_MS = 50;
const STREAM_MS = 500;

export type RelayOptions = {
  /** Where the shard of the request's org is written now, ourselves too; null: nowhere. */
  readonly writerOf: (request: FastifyRequest) => string | null;
  /** Of this process. */
  readonly id: string;
  readonly ownAddress: () => string | null;
};

/** Sends a request to the writer of its org's shard and its answer back, whatever it is: a document, a long poll, a stream. */
export type Relay = {
  /** Rejects with STEPPED_DOWN when no writer answers in time, and at once when it is asked again for the same request. */
  pass(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Whether the writer is known and is not this process. */
  isElsewhere(request: FastifyRequest): boolean;
};

const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };

/**
 * Every request has an Idempotency-Key (server.ts), and ids are derived from it: so one whose answer got lost is sent
 * again, to the same writer or to the next.
 */
export function createRelay({ writerOf, id, ownAddress }: RelayOptions): Relay {
  /** Have waited in vain: the filter that answers them asks for the same once more. */
  const given = new WeakMap<FastifyRequest, ProblemError>();
  const giveUp = (request: FastifyRequest, said: string): never => {
    const error = new ProblemError('STEPPED_DOWN', said);
    given.set(request, error);
    throw error;
  };
  return {
    isElsewhere(request) {
      const address = writerOf(request);
      return address !== null && address !== ownAddress() && !isRelayed(request);
    },
    async pass(request, reply) {
      const before = given.get(request);
      if (before) throw before;
      const gone = goneOf(reply);
      const untilMs = Date.now() + PATIENCE_MS;
      for (let said = 'Nobody writes this shard at the moment'; !isRelayed(request);) {
        const address = writerOf(request);
        const outcome = address === null ? said : await asked(address, { request, id, gone, writerOf });
        if (typeof outcome !== 'string') return answer(outcome, reply, () => writerOf(request) !== address);
        said = outcome;
        if (gone.aborted || Date.now() > untilMs) giveUp(request, said);
        await delay(AGAIN_MS);
      }
      throw new ProblemError('STEPPED_DOWN', 'Another orchestrator writes this shard');
    },
  };
}

export const isRelayed = ({ headers }: FastifyRequest): boolean => headers[RELAYED] !== undefined;

type Asking = Pick<RelayOptions, 'id' | 'writerOf'> & {
  readonly request: FastifyRequest;
  readonly gone: AbortSignal;
};

/** Its answer; in words, why there is none. */
function asked(address: string, { request, id, gone, writerOf }: Asking): Promise<IncomingMessage | string> {
  return new Promise((resolve) => {
    const isSecure = address.startsWith('https:');
    const outgoing = (isSecure ? httpsRequest : httpRequest)(address + request.url, {
      method: request.method,
      agent: isSecure ? agents.https : agents.http,
      headers: { ...passed(request.headers), ...lengthOf(request), [RELAYED]: id },
      signal: gone,
    });
    // one that stands still never says so; whoever has taken its place does
    const watch = setInterval(() => {
      if (writerOf(request) !== address) outgoing.destroy(new Error('it does not write any more'));
    }, AGAIN_MS);
    const settle = (outcome: IncomingMessage | string) => {
      clearInterval(watch);
      resolve(outcome);
    };
    outgoing.once('error', ({ message }) => settle(`${new URL(address).host}: ${message}`));
    outgoing.once('response', (incoming) => {
      if (!isStepDown(incoming)) return settle(incoming);
      incoming.resume();
      settle(`${new URL(address).host} does not write this shard any more`);
    });
    outgoing.end(bodyOf(request));
  });
}

const isStepDown = ({ statusCode, headers }: IncomingMessage): boolean =>
  statusCode === errors.STEPPED_DOWN.status && headers[CODE] === 'STEPPED_DOWN';

/** The code of a problem, for those who pass answers on without reading them. */
export const CODE = 'x-headrace-code';

/** A stream ends with the writer that it came from, also when that one only stands still. */
function answer(incoming: IncomingMessage, reply: FastifyReply, isOver: () => boolean): void {
  const { raw } = reply;
  reply.hijack();
  raw.writeHead(incoming.statusCode ?? 502, passed(incoming.headers));
  raw.flushHeaders();
  raw.once('close', () => incoming.destroy());
  incoming.once('error', () => raw.destroy()); // cut off: its reader has to notice
  incoming.pipe(raw);
  if (!incoming.headers['content-type']?.startsWith('text/event-stream')) return;
  const watch = setInterval(() => isOver() && raw.destroy(), STREAM_MS);
  raw.once('close', () => clearInterval(watch));
}

const bodyOf = ({ body }: FastifyRequest): Buffer | undefined => (Buffer.isBuffer(body) ? body : undefined);

const lengthOf = (request: FastifyRequest) => {
  const body = bodyOf(request);
  return body ? { 'content-length': String(body.length) } : {};
};

/** Of this connection, not of the message. */
const own: ReadonlySet<string> = new Set([
  ...['host', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'upgrade', 'te', 'expect'],
]);

const passed = <T extends object>(headers: T): Partial<T> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name))) as Partial<T>;

function goneOf({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort();
  });
  if (raw.destroyed) controller.abort();
  return controller.signal;
}
