import {
  Command,
  canonicalJson,
  commandOf,
  decisionsOf,
  fail,
  ok,
  type Commit,
  type Decided,
  type Refusal,
} from '@headrace/events';
import type { Outcome, Submission } from './submission.ts';

/** The answer to a command that was recorded before: the same one, unless its content or sender is another. */
export function answerAgain(submission: Submission, recorded: Commit, position: number): Outcome {
  const { id, command, sender } = submission;
  const decided = decisionsOf(recorded).find((each) => each.command.id === id);
  if (!decided) throw new Error(`#${position} has no command ${id}`);
  const before = commandOf({ ...decided, at: recorded.at });
  const isSame =
    before.actor === sender.actor && canonicalJson(Command.parse(before)) === canonicalJson(command);
  return isSame ? ok({ id, position, events: decided.events }) : fail(reused(submission, decided, position));
}

const reused = (
  { id, command }: Submission,
  { command: before, first }: Decided,
  position: number,
): Refusal => ({
  code: 'COMMAND_ID_REUSED',
  message: `${id} is a ${before.type} of ${before.actor}, this ${command.type} is another`,
  path: 'id',
  allowed: [],
  proof: [{ position, index: first }],
});
