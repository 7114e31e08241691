import { ARCHIVE_AFTER_MS, type EndedPlan } from '@headrace/engine';
import { after, type CommandRequest, type Instant } from '@headrace/events';
import { commandNamed } from './command.name.ts';

/** For each plan that ended long ago: the command that takes it out of memory. */
export function archives(plans: readonly EndedPlan[], now: Instant): readonly CommandRequest[] {
  const longAgo = after(now, -ARCHIVE_AFTER_MS);
  return plans
    .filter(({ since }) => since <= longAgo)
    .map(({ planId, since }) => ({
      id: commandNamed('archive', planId, since),
      command: { type: 'ArchivePlan', planId },
    }));
}
