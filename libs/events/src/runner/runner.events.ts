import { z } from 'zod';
import { AccountId, AgentName, RoleId, RunnerId } from '../ids.ts';

/** What a runner offers. `roles: ['*']` takes every role; `slots`: attempts at once. */
export const RunnerOffer = z.object({
  roles: z
    .array(z.union([RoleId, z.literal('*')]))
    .min(1)
    .max(100),
  agents: z.array(AgentName).min(1).max(50),
  labels: z.array(z.string().max(100)).max(50),
  slots: z.number().int().min(1).max(256),
  /** The provider's account of each agent; an agent that is not named has one of its own name. */
  accounts: z.record(AgentName, AccountId).optional(),
});
export type RunnerOffer = z.infer<typeof RunnerOffer>;

export const RunnerRegistered = z.object({
  type: z.literal('RunnerRegistered'),
  runnerId: RunnerId,
  version: z.string().max(50),
  host: z.string().max(255),
  ...RunnerOffer.shape,
});
export type RunnerRegistered = z.infer<typeof RunnerRegistered>;

/** It finishes what it holds and gets nothing new. */
export const RunnerDraining = z.object({ type: z.literal('RunnerDraining'), runnerId: RunnerId });
export type RunnerDraining = z.infer<typeof RunnerDraining>;

export const RunnerEvent = z.discriminatedUnion('type', [RunnerRegistered, RunnerDraining]);
export type RunnerEvent = z.infer<typeof RunnerEvent>;
