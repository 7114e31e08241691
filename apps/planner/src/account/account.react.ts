import type { CommandRequest, Instant } from '@headrace/events';
import type { AccountWait } from '@headrace/engine';
import { commandNamed } from '../reaction/command.name.ts';

/** For each held account whose time has come: the command that frees it and all that waits for it. */
export const accountWakeUps = (waits: readonly AccountWait[], now: Instant): readonly CommandRequest[] =>
  waits
    .filter(({ until }) => until <= now)
    .map(({ account, until }) => ({
      id: commandNamed('wake-account', account, until),
      command: { type: 'WakeAccount', account, until },
    }));
