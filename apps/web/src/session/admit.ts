import type { FastifyRequest } from 'fastify';
import { checkOrigin } from '../http/origin.ts';
import { pathOf } from '../http/problem.filter.ts';
import { ProblemError } from '../http/problem.ts';
import type { Sessions } from './sessions.ts';
import { ADMIN } from './sessions.ts';

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The page itself and its health are open; signing in is what one does without a session. */
const isOpen = (method: string, path: string): boolean =>
  !path.startsWith('/api/') ||
  (path === '/api/health' && READING.has(method)) ||
  (path === '/api/session' && method === 'POST');

/**
 * Lets a request in, by the token in its header or the session in its cookie. A cookie is sent by a browser whoever made
 * the page, so with one a change must be JSON from a page of ours. Errors: TOKEN_MISSING, TOKEN_INVALID, RATE_LIMITED, ORIGIN_REFUSED.
 */
export function admit(request: FastifyRequest, sessions: Sessions, now: number): void {
  const { method, headers } = request;
  const path = addressOf(request);
  const token = headers['x-auth-token'];
  const isChange = !READING.has(method);
  if (isOpen(method, path)) {
    if (isChange) checkBrowser(request);
    return;
  }
  if (typeof token === 'string') {
    if (!sessions.isToken(token, request.ip, now))
      throw new ProblemError('TOKEN_INVALID', 'X-Auth-Token is not the token of this server');
    request.actor = ADMIN;
    return;
  }
  const session = sessions.find(headers.cookie, now);
  if (!session) {
    sessions.limit(request.ip, 'none', now);
    throw new ProblemError('TOKEN_MISSING', 'You are not signed in');
  }
  if (isChange) checkBrowser(request);
  request.actor = session.actor;
  request.session = session;
}

/** As the router understood it, who takes `/%61pi/state` for `/api/state`; what it does not know serves nothing. */
const addressOf = (request: FastifyRequest): string =>
  (request.is404 ? undefined : request.routeOptions.url) ?? pathOf(request);

/** What another site's form could send is refused. */
function checkBrowser({ headers }: FastifyRequest): void {
  checkOrigin(headers.origin, headers.host);
  if (!headers['content-type']?.startsWith('application/json'))
    throw new ProblemError('ORIGIN_REFUSED', 'Changes are sent as application/json');
}
