import { OrgId } from '@headrace/events';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem.ts';
import type { Route } from '../http/route.ts';
import { kindOf, type Allowance, type Caller, type Tokens } from '@headrace/events/token';

/** Sets the caller of a request, or throws TOKEN_MISSING, TOKEN_INVALID, FORBIDDEN, RATE_LIMITED. An unknown address is answered 404 later. */
export function admit(
  request: FastifyRequest,
  route: Route | undefined,
  tokens: Tokens,
  allowance: Allowance,
  nowMs: number,
): void {
  const token = request.headers['x-auth-token'];
  const caller = typeof token === 'string' ? tokens.callerOf(token, nowMs) : null;
  limit(allowance, request.ip, caller, nowMs);
  if (!route || route.access === 'open') return;
  request.caller = known(token, caller);
  if (route.access.includes(kindOf(request.caller))) return;
  throw new ProblemError('FORBIDDEN', `${request.caller.actor} may not ${route.method} ${route.path}`, {
    expected: `a token of: ${route.access.join(', ')}`,
  });
}

function limit(allowance: Allowance, address: string, caller: Caller | null, nowMs: number): void {
  const standing = !caller ? 'none' : kindOf(caller) === 'admin' ? 'admin' : 'signed';
  const waitS = allowance.ask(address, standing, nowMs);
  if (waitS > 0)
    throw new ProblemError('RATE_LIMITED', `Too many requests of ${address} without a good token`, {}, waitS);
}

/** For messages over NATS, where the token stands in the payload. */
export const callerOf = (token: unknown, tokens: Tokens, nowMs: number): Caller =>
  known(token, typeof token === 'string' ? tokens.callerOf(token, nowMs) : null);

function known(token: unknown, caller: Caller | null): Caller {
  if (typeof token !== 'string' || token === '')
    throw new ProblemError('TOKEN_MISSING', 'The request has no token');
  if (!caller) throw new ProblemError('TOKEN_INVALID', 'The token is not one of ours, or its time is over');
  return caller;
}

/** The org that a request is about: the token's own; the admin and reactors may name one. */
export function orgOf(caller: Caller, named: unknown, standard: OrgId): OrgId {
  if (caller.org !== null) return caller.org;
  if (named === undefined || named === '') return standard;
  const parsed = OrgId.safeParse(named);
  if (parsed.success) return parsed.data;
  throw new ProblemError('QUERY_INVALID', 'X-Org is not an id', { path: 'X-Org' });
}
