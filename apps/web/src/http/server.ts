import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Session } from '../session/session.seal.ts';
import { admit } from '../session/admit.ts';
import type { Sessions } from '../session/sessions.ts';
import type { Settings } from '../settings.ts';
import { SECURITY_HEADERS } from './headers.ts';
import { checkHost } from './origin.ts';
import { pathOf, sendProblem } from './problem.filter.ts';
import { ProblemError, problemDocument } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; empty on open addresses. */
    actor: string;
    /** The browser's; null for one who came with a token. */
    session: Session | null;
    correlation: string;
    /** Aborted when this process ends: what streams has to come to its end. */
    closing: AbortSignal;
  }
  interface FastifyInstance {
    /** Every address that is served, as the router knows it. */
    served: Served[];
  }
}

export type Served = { readonly method: string; readonly path: string };

const MAX_BODY = 2 * 2 ** 20;

/** The HTTP side before Nest: whose name it was called by, headers, who asks. Nothing is read for one who may not ask. */
export function createAdapter(
  { host }: Pick<Settings, 'host'>,
  sessions: Sessions,
  logger: Logger,
  closing: AbortSignal,
): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: answerNoAddress,
    clientErrorHandler: answerNoHttp,
  });
  const server = adapter.getInstance<FastifyInstance>();
  listServed(server);
  server.decorateRequest('actor', '');
  server.decorateRequest('session', null);
  server.decorateRequest('correlation', '');
  server.decorateRequest('closing');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.addHook('onRequest', async (request, reply) => {
    request.closing = closing;
    request.correlation = correlationOf(request);
    void reply.header('x-correlation-id', request.correlation).headers(SECURITY_HEADERS);
    if (request.routeOptions.url?.startsWith('/api/')) void reply.header('cache-control', 'no-store');
    try {
      checkHost(request.headers.host, host);
      admit(request, sessions, Date.now());
    } catch (thrown) {
      if (!(thrown instanceof ProblemError)) throw thrown;
      sendProblem(reply, thrown, request.correlation);
    }
  });
  logRequests(server, logger);
  return adapter;
}

/** For those who ask with a method that an address does not take. */
function listServed(server: FastifyInstance): void {
  server.decorate('served', []);
  server.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) server.served.push({ method: each, path: url });
  });
}

/** Before any route or hook: an address that is no percent-encoded UTF-8 can be the address of nothing. */
function answerNoAddress(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = new ProblemError('NOT_FOUND', 'The address is not percent-encoded UTF-8');
  sendProblem(reply.headers(SECURITY_HEADERS), problem, correlationOf(request));
}

function answerNoHttp(_error: unknown, socket: Socket): void {
  if (!socket.writable) return;
  const body = JSON.stringify(
    problemDocument(new ProblemError('BODY_INVALID', 'Not a request that HTTP allows')),
  );
  socket.end(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

const CORRELATION = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

function correlationOf({ headers }: FastifyRequest): string {
  const given = headers['x-correlation-id'];
  return typeof given === 'string' && CORRELATION.test(given) ? given : randomUUID();
}

/** One line a request, with ids; headers and query are left out, so no token can get in. */
function logRequests(server: FastifyInstance, logger: Logger): void {
  server.addHook('onResponse', async (request, reply) => {
    const { method, correlation, actor } = request;
    const ms = Math.round(reply.elapsedTime);
    logger.debug(
      { method, path: pathOf(request), status: reply.statusCode, ms, actor, correlation },
      'request',
    );
  });
}
