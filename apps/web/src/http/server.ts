import { randomUUID } from 'node:crypto';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Session } from '../session/session.seal.ts';
import { admit } from '../session/admit.ts';
import type { Sessions } from '../session/sessions.ts';
import type { Settings } from '../settings.ts';
import { SECURITY_HEADERS } from './headers.ts';
import { checkHost } from './origin.ts';
import { pathOf, sendProblem } from './problem.filter.ts';
import { ProblemError } from './problem.ts';

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
}

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
  });
  const server = adapter.getInstance<FastifyInstance>();
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
    if (pathOf(request).startsWith('/api/')) void reply.header('cache-control', 'no-store');
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
