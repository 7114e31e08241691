import {
  Actor,
  Gate,
  GateId,
  Instant,
  Phase,
  PlanId,
  RepoId,
  Role,
  RoleId,
  type PlanView,
} from '@headrace/events';
import { z } from 'zod';
import { TaskStateName } from '../task/task.schema.ts';

export const planStates = [
  'draft',
  'running',
  'paused',
  'done',
  'failed',
  'cancelled',
] as const satisfies readonly PlanView['state'][];
export const PlanStateName = z.enum(planStates);

/** A plan as readers see it. */
export const PlanRecord = z.object({
  planId: PlanId,
  title: z.string(),
  description: z.string(),
  repoId: RepoId,
  target: z.string(),
  state: PlanStateName,
  pausedReason: z.string().nullable(),
  pausedBy: Actor.nullable(),
  pausedAt: Instant.nullable(),
  maxParallel: z.number().int().nullable(),
  pausedRoles: z.record(RoleId, z.string()),
  phases: z.array(
    z.object({
      ...Phase.pick({ id: true, title: true, opensWhen: true }).shape,
      state: z.enum(['open', 'paused']),
      reason: z.string().nullable(),
    }),
  ),
  roles: z.record(RoleId, Role),
  gates: z.record(GateId, Gate),
  revision: z.number().int(),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
  archivedAt: Instant.nullable(),
  position: z.number().int(),
}) satisfies z.ZodType<PlanView>;

/** How many tasks are in each state; a state without tasks is left out. */
export const Counts = z.partialRecord(TaskStateName, z.number().int());
