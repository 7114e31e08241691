import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ErrorCode } from '@headrace/events';
import { ProblemError } from './problem.ts';

/** What stands in an address or a body, parsed; a wrong one is answered with its place. */
export function parsed<S extends z.ZodType>(
  schema: S,
  given: unknown,
  code: ErrorCode = 'QUERY_INVALID',
): z.output<S> {
  const found = schema.safeParse(given);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  const path = (issue?.path ?? []).map(String).join('.');
  throw new ProblemError(code, issue?.message ?? 'It does not fit', path === '' ? {} : { path });
}

/** A JSON body. Errors: JSON_INVALID, BODY_INVALID. */
export function bodyOf<S extends z.ZodType>(schema: S, { body }: FastifyRequest): z.output<S> {
  return parsed(schema, jsonOf(body as Buffer | null), 'BODY_INVALID');
}

function jsonOf(body: Buffer | null): unknown {
  try {
    return JSON.parse(body?.toString('utf8') ?? '');
  } catch {
    throw new ProblemError('JSON_INVALID', 'The body is not JSON');
  }
}

export const Position = z.coerce.number().int().nonnegative();

export const wantsFrames = ({ headers }: FastifyRequest): boolean =>
  headers.accept?.includes('text/event-stream') ?? false;

/** Where a client that lost its stream was; null for a new one. Errors: QUERY_INVALID for what no frame had as its id. */
export function lastEventId({ headers }: FastifyRequest): number | null {
  const given = headers['last-event-id'];
  if (given === undefined || given === '') return null;
  if (typeof given === 'string' && /^\d{1,15}$/.test(given)) return Number(given);
  throw new ProblemError('QUERY_INVALID', 'Last-Event-ID is not the id of a frame of ours', {
    path: 'Last-Event-ID',
    expected: 'a whole number',
  });
}
