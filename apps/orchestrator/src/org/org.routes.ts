import {
  ChangeId,
  Instant,
  OrgId,
  PlanId,
  RunnerPresence,
  TaskId,
  TaskKey,
  type WaitingItem,
} from '@headrace/events';
import { z } from 'zod';
import { Reading } from '../http/parts.ts';
import { route } from '../http/route.ts';

export const Peer = z.object({
  kind: z.enum(['orchestrator', 'planner', 'web', 'runner']),
  id: z.string(),
  version: z.string(),
  address: z.string().nullable(),
  role: z.string(),
  /** Commits that it is behind; null for a runner, which reads none. */
  lag: z.number().int().nullable(),
  lastSeenAt: Instant,
});
export type Peer = z.infer<typeof Peer>;

export const Cluster = z.object({
  org: OrgId,
  runners: z.array(RunnerPresence),
  slots: z.object({ total: z.number().int(), busy: z.number().int() }),
  /** The sum of the runners' one-minute load averages. */
  load: z.number(),
  broker: z.object({
    version: z.string(),
    connected: z.boolean(),
    streams: z.array(z.looseObject({ name: z.string() })),
  }),
  postgres: z.object({ connected: z.boolean(), version: z.string().nullable() }),
});
export type Cluster = z.infer<typeof Cluster>;

const Waiting = z.object({
  kind: z.enum(['review', 'split', 'dead', 'held']),
  key: TaskKey,
  planId: PlanId,
  taskId: TaskId,
  title: z.string(),
  changeId: ChangeId.nullable(),
  since: Instant,
  position: z.number().int(),
  holds: z.array(TaskId),
}) satisfies z.ZodType<WaitingItem>;

export const Health = z.object({
  status: z.enum(['ok', 'unavailable']),
  version: z.string(),
  nats: z.object({ connected: z.boolean(), version: z.string() }),
  postgres: z.object({
    connected: z.boolean(),
    version: z.string().nullable(),
    position: z.number().int().nullable(),
    /** Commits that the read model is behind. */
    lag: z.number().int().nullable(),
    cause: z.string().nullable(),
  }),
  writer: z.object({
    role: z.string(),
    position: z.number().int(),
    servingSince: Instant,
    cause: z.string().nullable(),
  }),
});
export type Health = z.infer<typeof Health>;

export const orgRoutes = {
  health: route({
    method: 'GET',
    path: '/health',
    summary: 'Whether commands can be recorded; 503 while the broker is away',
    access: 'open',
    answer: Health,
  }),
  peers: route({
    method: 'GET',
    path: '/peers',
    summary: 'Every process that is alive: orchestrators, planners, web servers, runners',
    answer: z.object({ peers: z.array(Peer) }),
  }),
  clusters: route({
    method: 'GET',
    path: '/clusters',
    summary: 'Every org: its runners, slots and load, its broker, its Postgres',
    answer: z.object({ clusters: z.array(Cluster) }),
  }),
  inbox: route({
    method: 'GET',
    path: '/inbox',
    summary: 'What waits for a person, first what holds most back',
    query: Reading,
    answer: z.object({ items: z.array(Waiting), position: z.number().int() }),
  }),
};
