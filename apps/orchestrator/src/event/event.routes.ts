import { Commit, Digest, Instant } from '@headrace/events';
import { z } from 'zod';
import { EventName, Position, listOf } from '../http/parts.ts';
import { route } from '../http/route.ts';

const EventItem = z.object({ position: z.number().int(), at: Instant, digest: Digest, commit: Commit });

export const eventRoutes = {
  list: route({
    method: 'GET',
    path: '/events',
    summary: 'Commits by position: a page, or with Accept: text/event-stream all that follow, one frame each',
    query: z.object({
      /** Only what comes after this position; a stream honours Last-Event-ID instead. */
      after: Position.default({ shard: null, position: 0 }),
      until: Position.optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      kind: z.enum(['org', 'plan', 'repo', 'runner']).optional(),
      /** With `kind`: one plan, repository or runner. */
      id: z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
        .optional(),
      /** Types of events; a commit with one of them is meant. */
      type: listOf(EventName).optional(),
    }),
    answers: {
      'application/json': z.object({
        items: z.array(EventItem),
        /** Ask with it as `after` for the page that follows; null when this page reaches the head. */
        next: z.number().int().nullable(),
        head: z.number().int(),
        shard: z.string(),
      }),
      'text/event-stream': EventItem,
    },
  }),
};
