import type { FastifyRequest } from 'fastify';
import { ProblemError } from './problem.ts';

export const wantsFrames = ({ headers }: FastifyRequest): boolean =>
  headers.accept?.includes('text/event-stream') ?? false;

export const wantsJson = ({ headers }: FastifyRequest): boolean =>
  headers.accept?.includes('application/json') ?? false;

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
