import type { FastifyRequest } from 'fastify';
import { ProblemError } from './problem.ts';

export const wantsFrames = ({ headers }: FastifyRequest): boolean =>
  headers.accept?.includes('text/event-stream') ?? false;

export const wantsJson = ({ headers }: FastifyRequest): boolean =>
  headers.accept?.includes('application/json') ?? false;

/** The id of the last frame that a client got which lost its stream; null for a new one. Throws QUERY_INVALID. */
export function lastEventId<T>({ headers }: FastifyRequest, read: (id: string) => T | null): T | null {
  const given = headers['last-event-id'];
  if (given === undefined || given === '') return null;
  const id = typeof given === 'string' ? read(given) : null;
  if (id !== null) return id;
  throw new ProblemError('QUERY_INVALID', 'Last-Event-ID is not the id of a frame of ours', {
    path: 'Last-Event-ID',
  });
}

export const lineNumber = (id: string): number | null => (/^\d{1,15}$/.test(id) ? Number(id) : null);
