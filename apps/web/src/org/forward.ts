import type { FastifyReply } from 'fastify';
import type { Answer } from './orchestrator.client.ts';

/** What the orchestrator said, as it said it. */
export function forward(reply: FastifyReply, { status, body }: Answer): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  void reply.code(status).header('content-type', `${type}; charset=utf-8`).send(JSON.stringify(body));
}
