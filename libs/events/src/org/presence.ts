import { z } from 'zod';
import { AttemptId, ChangeId, OrgId, RunnerId } from '../ids.ts';
import { Instant } from '../instant.ts';
import { ShardName } from './placement.ts';

/** A process that is alive, in KV HEADRACE_PRESENCE under `process.<kind>.<id>`; renewed every 2 s, stale after 10 s. */
export const ProcessPresence = z.object({
  kind: z.enum(['orchestrator', 'planner', 'web']),
  id: z.string(),
  version: z.string(),
  address: z.string().nullable(),
  /** `writer` or `standby` for an orchestrator, `projector` or `standby` for a planner, `server` for a web server. */
  role: z.string(),
  /** Whose stream it writes, follows or shows. */
  shard: ShardName.optional(),
  startedAt: Instant,
  lastSeenAt: Instant,
  /** The last position that it has folded, and how many it is behind. */
  position: z.number().int(),
  lag: z.number().int(),
  pid: z.number().int(),
});
export type ProcessPresence = z.infer<typeof ProcessPresence>;

/** A runner's heartbeat as the orchestrator keeps it, under `runner.<org>.<id>`; what it holds is alive with it. */
export const RunnerPresence = z.object({
  kind: z.literal('runner'),
  org: OrgId,
  runnerId: RunnerId,
  version: z.string(),
  host: z.string(),
  lastSeenAt: Instant,
  startedAt: Instant,
  slots: z.number().int(),
  busy: z.number().int(),
  attempts: z.array(z.object({ attemptId: AttemptId, fence: z.number().int() })),
  landings: z.array(z.object({ changeId: ChangeId, fence: z.number().int() })),
  /** One-minute load average, and the sandbox level (L0, L1, L2). */
  load: z.number(),
  sandbox: z.string(),
});
export type RunnerPresence = z.infer<typeof RunnerPresence>;
