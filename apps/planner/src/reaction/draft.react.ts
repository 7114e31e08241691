import type { LeftDraft } from '@headrace/engine';
import type { CommandRequest, Instant } from '@headrace/events';
import { commandNamed } from './command.name.ts';

/** For each draft that nobody went on with for too long: the command that gives its id free. */
export const discards = (drafts: readonly LeftDraft[], now: Instant): readonly CommandRequest[] =>
  drafts
    .filter(({ until }) => until <= now)
    .map(({ planId, digest, until }) => ({
      id: commandNamed('discard', planId, digest, until),
      command: { type: 'DiscardDraft', planId, digest },
    }));
