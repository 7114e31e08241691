import { randomUUID } from 'node:crypto';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { SHARD_HEADER, type OrgId } from '@headrace/events';
import type { Allowance, Caller, Tokens } from '@headrace/events/token';
import { admit, orgOf } from '../auth/admit.ts';
import type { Directory } from '../org/directory.ts';
import { ProblemError, problemDocument } from './problem.ts';
import { routeOf } from './on.ts';
import type { Relay } from './relay.ts';
import type { Route } from './route.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the body is read; on open routes it may be missing. */
    caller: Caller;
    correlation: string;
    /** That it is about; of those only that not just `any` orchestrator answers. */
    org: OrgId;
    /** Aborted when this process ends: what waits or streams has to come to its end. */
    closing: AbortSignal;
  }
}

const MAX_PARAM = 500;
const MAX_URL_PROBLEM = new ProblemError('BODY_INVALID', 'Not a request that HTTP allows');

type Server = {
  readonly tokens: Tokens;
  readonly allowance: Allowance;
  readonly logger: Logger;
  readonly closing: AbortSignal;
  readonly relay: Relay;
  readonly directory: Directory;
  /** Of this process. */
  readonly shard: string;
  /** Of those whose token names none. */
  readonly org: OrgId;
};

/** The HTTP side before Nest: limits by route, correlation, who asks. Nothing is read for one who may not ask. */
export function createAdapter({ tokens, allowance, logger, closing, ...routing }: Server): FastifyAdapter {
  const adapter = new FastifyAdapter({
    routerOptions: { maxParamLength: MAX_PARAM },
    forceCloseConnections: 'idle',
    frameworkErrors: answerNoAddress,
    clientErrorHandler: (_error, socket) => {
      if (!socket.writable) return;
      const body = JSON.stringify(problemDocument(MAX_URL_PROBLEM));
      socket.end(
        `HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
      );
    },
  });
  const server = adapter.getInstance<FastifyInstance>();
  server.decorateRequest('caller');
  server.decorateRequest('correlation', '');
  server.decorateRequest('org');
  server.decorateRequest('closing');
  readBodiesAsBytes(server);
  limitBodies(server);
  server.addHook('onRequest', async (request, reply) => {
    request.closing = closing;
    request.correlation = correlationOf(request);
    // of our own making where the client has none: a relayed request may have to be sent twice
    request.headers['idempotency-key'] ??= `c-${randomUUID()}`;
    void reply.header('x-correlation-id', request.correlation).header('cache-control', 'no-store');
    admit(request, routeOf(request), tokens, allowance, Date.now());
  });
  server.addHook('preHandler', async (request, reply) => passOn(request, reply, routing));
  logRequests(server, logger);
  return adapter;
}

/** To who can answer it, if that is not this process. */
async function passOn(
  request: FastifyRequest,
  reply: FastifyReply,
  { relay, directory, org, shard }: Pick<Server, 'relay' | 'directory' | 'org' | 'shard'>,
): Promise<void> {
  const at = routeOf(request)?.at ?? 'any';
  if (at === 'any') return;
  request.org = orgOf(request.caller, request.headers['x-org'], org);
  const learning = directory.learn(request.org);
  if (learning) await learning;
  const isElsewhere = directory.isElsewhere(request.org) || (at === 'writer' && relay.isElsewhere(request));
  if (isElsewhere) await relay.pass(request, reply);
  else void reply.header(SHARD_HEADER, shard);
}

/** Before any route or hook: an address that is no percent-encoded UTF-8 can be the address of nothing. */
function answerNoAddress(_error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = new ProblemError('NOT_FOUND', 'The address is not percent-encoded UTF-8');
  const document = problemDocument(problem, correlationOf(request));
  void reply
    .code(document.status)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(document));
}

/** Whatever the content type says: the route decides how a body is read. */
function readBodiesAsBytes(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

function limitBodies(server: FastifyInstance): void {
  server.addHook('onRoute', (options) => {
    const route = (options.config as { route?: Route })?.route;
    if (route) options.bodyLimit = route.maxBytes;
  });
}

const CORRELATION = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;

function correlationOf({ headers }: FastifyRequest): string {
  const given = headers['x-correlation-id'];
  return typeof given === 'string' && CORRELATION.test(given) ? given : randomUUID();
}

/** One line a request, with ids; headers and query are left out, so no token can get in. */
function logRequests(server: FastifyInstance, logger: Logger): void {
  server.addHook('onResponse', async (request, reply) => {
    const { method, correlation, caller } = request;
    logger.debug(
      {
        method,
        path: request.url.split('?')[0],
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        actor: caller?.actor,
        correlation,
      },
      'request',
    );
  });
}
