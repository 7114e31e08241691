import { z } from 'zod';
import { Command, Stamp } from './command.ts';
import { Event } from './event.ts';
import { Digest, OrgId } from './ids.ts';
import { Instant } from './instant.ts';

/** The shape of a commit; a reader that meets a newer one stops with UPGRADE_NEEDED. */
export const COMMIT_VERSION = 1;

/** `prev` of an org's first commit. */
export const NO_COMMIT = '0'.repeat(64) as Digest;

/**
 * One decision: a command and the events that it caused, one message in the stream.
 * `rev` counts the org's commits from 1; `prev` is the SHA-256 of the bytes of the org's previous commit.
 * `command` is kept less the fields that its events carry verbatim; `commandOf` restores them.
 */
export const Commit = z.object({
  v: z.literal(COMMIT_VERSION),
  engine: z.string(),
  org: OrgId,
  rev: z.number().int().positive(),
  at: Instant,
  prev: Digest,
  command: z.looseObject({ ...Stamp.omit({ at: true }).shape, type: z.string() }),
  events: z.array(Event).min(1),
});
export type Commit = z.infer<typeof Commit>;

/** Everything that a host needs to fold and link a commit. */
export type RecordedCommit = { readonly commit: Commit; readonly position: number; readonly digest: Digest };

/** The whole command again. */
export type RestoredCommand = Command & Stamp;
