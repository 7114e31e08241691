import { Command, canonicalJson, commandOf, fail, ok, type Commit, type Refusal } from '@headrace/events';
import type { Outcome, Submission } from './submission.ts';

/** The answer to a command that was recorded before: the same one, unless its content or sender is another. */
export function answerAgain(submission: Submission, recorded: Commit, position: number): Outcome {
  const { id, command, sender } = submission;
  const isSame =
    recorded.command.actor === sender.actor &&
    canonicalJson(Command.parse(commandOf(recorded))) === canonicalJson(command);
  return isSame
    ? ok({ id, position, events: recorded.events })
    : fail(reused(submission, recorded, position));
}

const reused = ({ id, command }: Submission, recorded: Commit, position: number): Refusal => ({
  code: 'COMMAND_ID_REUSED',
  message: `${id} is a ${recorded.command.type} of ${recorded.command.actor}, this ${command.type} is another`,
  path: 'id',
  allowed: [],
  proof: [{ position, index: 0 }],
});
