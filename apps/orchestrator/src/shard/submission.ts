import type { Actor, Command, CommandId, CommandRequest, Event, Refusal, Result } from '@headrace/events';
import { randomUUID } from 'node:crypto';

/** Who sends a command, and what led to it. */
export type Sender = {
  readonly actor: Actor;
  readonly causation?: string;
  readonly correlation?: string;
};

/** `position` null: nothing had to change, so nothing was recorded. */
export type Accepted = {
  readonly id: CommandId;
  readonly position: number | null;
  readonly events: readonly Event[];
};

/** A refusal is an answer too; what throws is a ProblemError: the log, or a fault of ours. */
export type Outcome = Result<Accepted, Refusal>;

export type Submission = { readonly id: CommandId; readonly command: Command; readonly sender: Sender };

/** One whose sender gave no id cannot be repeated safely, so any new one will do. */
export const submissionOf = ({ id, command }: CommandRequest, sender: Sender): Submission => ({
  id: id ?? (`c-${randomUUID()}` as CommandId),
  command,
  sender,
});
