import { z } from 'zod';
import { Command, Stamp } from './command.ts';
import type { ErrorCode } from './errors.ts';
import { Event } from './event.ts';
import { Digest, OrgId } from './ids.ts';
import { Instant } from './instant.ts';
import { fail, ok, type Result } from './result.ts';

/** The shape of a commit; a reader that meets a newer one stops with UPGRADE_NEEDED. */
export const COMMIT_VERSION = 1;

/** A decision whose commit has more bytes is refused as DECISION_TOO_LARGE. */
export const MAX_COMMIT_BYTES = 512 * 1024;

/** `prev` of an org's first commit. */
export const NO_COMMIT = '0'.repeat(64) as Digest;

/**
 * One decision: a command and the events that it caused, one message in the stream.
 * `rev` counts the org's commits from 1; `prev` is the SHA-256 of the bytes of the org's previous commit.
 * `command` is kept less the fields that its events carry verbatim (`keptOf`); `commandOf` restores them.
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

/** The bytes that are stored, hashed and linked. Validates in full: nothing malformed is ever appended. Throws ZodError. */
export const encodeCommit = (commit: Commit): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(Commit.parse(commit)));

export type UnreadableCommit = {
  readonly code: Extract<ErrorCode, 'UPGRADE_NEEDED' | 'LOG_DAMAGED'>;
  readonly message: string;
};

/** From stored bytes. What we appended was validated then, so only the version and the types are checked now. */
export function decodeCommit(bytes: Uint8Array): Result<Commit, UnreadableCommit> {
  try {
    decoder ??= new TextDecoder('utf-8', { fatal: true });
    return readCommit(JSON.parse(decoder.decode(bytes)));
  } catch (cause) {
    return fail({ code: 'LOG_DAMAGED', message: `not a commit: ${String(cause)}` });
  }
}

/** The same for a commit that was parsed already (an SSE frame). */
export function readCommit(value: unknown): Result<Commit, UnreadableCommit> {
  if (!isEnvelope(value))
    return fail({ code: 'LOG_DAMAGED', message: 'not a commit: no `v`, `org` or `events`' });
  if (value.v !== COMMIT_VERSION) return upgradeNeeded(`commit version ${String(value.v)}`);
  for (const { type } of value.events)
    if (!knownEvents.has(type)) return upgradeNeeded(`event ${String(type)}`);
  return ok(value as Commit);
}

/** `evt.<shard>.<org>.<kind>.<id>`; the first event says what the decision is about. */
export const subjectOf = (shard: string, { org, events }: Pick<Commit, 'org' | 'events'>): string =>
  `evt.${shard}.${org}.${kindOf(org, events[0])}`;

function kindOf(org: OrgId, event: Event | undefined): string {
  if (event && 'planId' in event) return `plan.${event.planId}`;
  if (event && 'repoId' in event) return `repo.${event.repoId}`;
  if (event && 'runnerId' in event) return `runner.${event.runnerId}`;
  return `org.${org}`;
}

/** Made when it is needed: not every place that reads views has one. */
let decoder: InstanceType<typeof TextDecoder> | undefined;

type Envelope = { v: unknown; events: readonly { type: unknown }[] };

const isEnvelope = (value: unknown): value is Envelope =>
  typeof value === 'object' &&
  value !== null &&
  'v' in value &&
  'org' in value &&
  'events' in value &&
  Array.isArray(value.events);

const upgradeNeeded = (what: string) =>
  fail({ code: 'UPGRADE_NEEDED', message: `this program does not know ${what}` } as const);

const knownEvents: ReadonlySet<unknown> = new Set(Event.options.flatMap(typesOf));

/** The `type` literals in a union of events, however deep. */
function typesOf(schema: { def: unknown }): readonly string[] {
  const { options, shape } = schema.def as {
    options?: { def: unknown }[];
    shape?: { type: z.ZodLiteral<string> };
  };
  return options ? options.flatMap(typesOf) : shape ? [shape.type.value] : [];
}
