import type { CommandRequest, Instant } from '@headrace/events';
import type { Wait } from '@headrace/engine';
import { commandNamed } from './command.name.ts';

/** For each hold whose time has come: the command that ends it. */
export const wakeUps = (waits: readonly Wait[], now: Instant): readonly CommandRequest[] =>
  waits
    .filter(({ until }) => until <= now)
    .map(({ planId, taskId, changeId, until }) =>
      changeId
        ? {
            id: commandNamed('review', changeId, until),
            command: { type: 'ExpireReview', changeId, until },
          }
        : {
            id: commandNamed('wake', planId, taskId, until),
            command: { type: 'WakeTask', planId, taskId, until },
          },
    );
