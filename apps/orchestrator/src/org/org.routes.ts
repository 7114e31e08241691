import {
  Actor,
  ActorPattern,
  CapOrg,
  DelegateReviews,
  OnExpiry,
  ChangeId,
  StopOrg,
  Instant,
  OrgId,
  PlanId,
  RevokeReviews,
  RunnerPresence,
  TaskId,
  TaskKey,
  type CommandType,
  type WaitingItem,
} from '@headrace/events';
import type { StreamUse } from '@headrace/events/jetstream';
import { z } from 'zod';
import { AcceptedAnswer, Reading } from '../http/parts.ts';
import { route } from '../http/route.ts';

export const Peer = z.object({
  kind: z.enum(['orchestrator', 'planner', 'web', 'runner']),
  id: z.string(),
  version: z.string(),
  address: z.string().nullable(),
  role: z.string(),
  /** Whose stream it writes, follows or shows, and the runner's org's; null where nobody has said so. */
  shard: z.string().nullable(),
  /** In that shard; null for a runner, which reads none. */
  position: z.number().int().nullable(),
  /** Commits that it is behind; null for a runner. */
  lag: z.number().int().nullable(),
  lastSeenAt: Instant,
});
export type Peer = z.infer<typeof Peer>;

const StreamRecord = z.object({
  name: z.string(),
  messages: z.number().int(),
  bytes: z.number().int(),
  /** Sequence of the last message. */
  position: z.number().int(),
  maxBytes: z.number().int().nullable(),
  maxAgeMs: z.number().nullable(),
  replicas: z.number().int(),
}) satisfies z.ZodType<StreamUse>;

export const Cluster = z.object({
  org: OrgId,
  shard: z.string(),
  runners: z.array(RunnerPresence),
  slots: z.object({ total: z.number().int(), busy: z.number().int() }),
  /** The sum of the runners' one-minute load averages. */
  load: z.number(),
  broker: z.object({
    version: z.string(),
    connected: z.boolean(),
    /** What the account stores, and may store; null: no limit but the disk. */
    bytes: z.number().int(),
    maxBytes: z.number().int().nullable(),
    /** Bytes of the largest message that it takes. */
    maxPayload: z.number().int().nullable(),
    /** Every stream and bucket of ours: events, logs, evidence, presence, control. */
    streams: z.array(StreamRecord),
  }),
  postgres: z.object({ connected: z.boolean(), version: z.string().nullable() }),
});
export type Cluster = z.infer<typeof Cluster>;

const CommandName = z.string() as unknown as z.ZodType<CommandType, string>;

const waiting = {
  title: z.string(),
  since: Instant,
  position: z.number().int(),
  deadline: Instant.nullable(),
  byDefault: z.enum([...OnExpiry.options, 'wait']),
  from: z.array(ActorPattern),
  fourEyes: z.boolean(),
  holds: z.array(TaskId),
  hint: z.string(),
  allowed: z.array(CommandName),
};
const stop = { ...waiting, by: Actor.nullable(), reason: z.string() };

const Waiting = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['review', 'split', 'decomposition', 'dead', 'held']),
    key: TaskKey,
    planId: PlanId,
    taskId: TaskId,
    changeId: ChangeId.nullable(),
    ...waiting,
  }),
  z.object({ kind: z.literal('paused'), key: PlanId, planId: PlanId, ...stop }),
  z.object({ kind: z.literal('stopped'), key: OrgId, ...stop }),
]) satisfies z.ZodType<WaitingItem>;

export const Health = z.object({
  status: z.enum(['ok', 'unavailable']),
  version: z.string(),
  /** That this process hosts. */
  shard: z.string(),
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

const deciders = ['admin', 'person'] as const;

export const orgRoutes = {
  org: route({
    method: 'GET',
    path: '/org',
    summary: 'What holds for the whole org: whether it is stopped, and what is at work',
    answer: z.object({
      org: OrgId,
      stopped: z.object({ reason: z.string(), since: Instant, position: z.number().int() }).nullable(),
      maxParallel: z.number().int().nullable(),
      attempts: z.number().int(),
      landings: z.number().int(),
    }),
  }),
  stop: route({
    method: 'POST',
    path: '/org/stop',
    summary: 'Stops everything now: no claim, no landing, and attempts end; `graceMs` null lets those go on',
    access: deciders,
    body: StopOrg.omit({ type: true }),
    answer: AcceptedAnswer,
  }),
  start: route({
    method: 'POST',
    path: '/org/start',
    summary: 'Starts everything again',
    access: deciders,
    answer: AcceptedAnswer,
  }),
  delegations: route({
    method: 'GET',
    path: '/delegations',
    summary: 'Who may give whose approvals, and until when',
    answer: z.object({
      items: z.array(z.object({ from: Actor, to: Actor, until: Instant, position: z.number().int() })),
    }),
  }),
  delegate: route({
    method: 'POST',
    path: '/delegations',
    summary: 'Lets another person give your approvals until then',
    access: deciders,
    body: DelegateReviews.omit({ type: true }),
    answer: AcceptedAnswer,
  }),
  revoke: route({
    method: 'POST',
    path: '/delegations/revoke',
    summary: 'Takes a delegation of yours back',
    access: deciders,
    body: RevokeReviews.omit({ type: true }),
    answer: AcceptedAnswer,
  }),
  health: route({
    method: 'GET',
    path: '/health',
    at: 'any',
    summary: 'Whether commands can be recorded; 503 while the broker is away',
    access: 'open',
    answer: Health,
  }),
  peers: route({
    method: 'GET',
    path: '/peers',
    at: 'any',
    summary: 'Every process that is alive: orchestrators, planners, web servers, runners',
    answer: z.object({ peers: z.array(Peer) }),
  }),
  clusters: route({
    method: 'GET',
    path: '/clusters',
    at: 'any',
    summary: 'Every org: its runners, slots and load, its broker, its Postgres',
    answer: z.object({ clusters: z.array(Cluster) }),
  }),
  cap: route({
    method: 'POST',
    path: '/org/cap',
    summary: 'At most so many attempts in the whole org at once; null: no limit',
    access: deciders,
    body: CapOrg.omit({ type: true }),
    answer: AcceptedAnswer,
  }),
  inbox: route({
    method: 'GET',
    path: '/inbox',
    summary: 'What waits for a person, first what holds most back',
    query: Reading,
    answer: z.object({ items: z.array(Waiting), position: z.number().int() }),
  }),
};
