import { z } from 'zod';
import { AccountCommand } from './account/account.commands.ts';
import { AttemptCommand } from './attempt/attempt.commands.ts';
import { ChangeCommand } from './change/change.commands.ts';
import { Actor, CommandId } from './ids.ts';
import { Instant } from './instant.ts';
import { OrgCommand } from './org/org.commands.ts';
import { PlanCommand } from './plan/plan.commands.ts';
import { RepoCommand } from './repo/repo.commands.ts';
import { RunnerCommand } from './runner/runner.commands.ts';
import { TaskCommand } from './task/task.commands.ts';

export const Command = z.discriminatedUnion('type', [
  OrgCommand,
  RepoCommand,
  RunnerCommand,
  PlanCommand,
  TaskCommand,
  AttemptCommand,
  ChangeCommand,
  AccountCommand,
]);
export type Command = z.infer<typeof Command>;
export type CommandType = Command['type'];

/** What a decision used from outside the org's history, stamped by the shell. */
export const Facts = z.object({
  /** ExpireClaim, ExpireLanding: the holder's last heartbeat; null: none since `servingSince`. */
  lastHeartbeatAt: Instant.nullable().optional(),
  /** Since when heartbeats could arrive without a break. */
  servingSince: Instant.optional(),
  /** FailAttempt: from 0 up to 1, for the jitter of a backoff. */
  random: z.number().min(0).lt(1).optional(),
});
export type Facts = z.infer<typeof Facts>;

/** What the shell stamps on a command before it is decided. */
export const Stamp = z.object({
  id: CommandId,
  actor: Actor,
  at: Instant,
  /** The command or commit that led to this one. */
  causation: z.string().max(200).optional(),
  /** Ties together what one request set off. */
  correlation: z.string().max(200).optional(),
  facts: Facts.optional(),
});
export type Stamp = z.infer<typeof Stamp>;

export type Stamped<C extends Command = Command> = C & Stamp;

/** As a client sends it: `id` makes a retry harmless; the orchestrator makes one up where it is missing. */
export const CommandRequest = z.object({ id: CommandId.optional(), command: Command });
export type CommandRequest = z.infer<typeof CommandRequest>;
