import { z } from 'zod';
import { Command, Stamp } from './command.ts';
import type { ErrorCode } from './errors.ts';
import { Event, type EventType, type Recorded } from './event.ts';
import { Digest, OrgId, type Actor, type CommandId } from './ids.ts';
import { Instant } from './instant.ts';
import { fail, ok, type Result } from './result.ts';

/** The shape of a commit; a reader that meets a newer one stops with UPGRADE_NEEDED. */
export const COMMIT_VERSION = 1;

/** A decision whose commit has more bytes is refused as DECISION_TOO_LARGE. */
export const MAX_COMMIT_BYTES = 512 * 1024;

/** `prev` of an org's first commit. */
export const NO_COMMIT = '0'.repeat(64) as Digest;

/** A command less the fields that its events carry verbatim (`keptOf`); `commandOf` restores them. */
export const KeptCommand = z.looseObject({ ...Stamp.omit({ at: true }).shape, type: z.string() });
export type KeptCommand = z.infer<typeof KeptCommand>;

/**
 * A command and the events that it caused, one message in the stream. Commands that waited for their turn together may
 * be one commit together: `command` is a `Batch` then, and `batch` says which of the events each of them caused, in order.
 * Readers ask `decisionsOf`, and need not know.
 * `rev` counts the org's commits from 1; `prev` is the SHA-256 of the bytes of the org's previous commit.
 */
export const Commit = z.object({
  v: z.literal(COMMIT_VERSION),
  engine: z.string(),
  org: OrgId,
  rev: z.number().int().positive(),
  at: Instant,
  prev: Digest,
  command: KeptCommand,
  batch: z
    .array(z.object({ command: KeptCommand, events: z.number().int().positive() }))
    .min(2)
    .optional(),
  events: z.array(Event).min(1),
});
export type Commit = z.infer<typeof Commit>;

/** A command with its events; `first`: the index of the first of them in the commit. */
export type Decided = {
  readonly command: KeptCommand;
  readonly events: readonly Event[];
  readonly first: number;
};

/** What a commit records, in the order in which it was decided. */
export function decisionsOf({
  command,
  batch,
  events,
}: Pick<Commit, 'command' | 'batch' | 'events'>): readonly Decided[] {
  if (!batch) return [{ command, events, first: 0 }];
  let end = 0;
  return batch.map(({ command, events: count }) => {
    const first = end;
    end += count;
    return { command, events: events.slice(first, end), first };
  });
}

/** A decision's events as folds get them. */
export const recordedOf = (
  { command, events, first }: Decided,
  { at, position }: { readonly at: Instant; readonly position: number },
): readonly Recorded[] =>
  events.map((event, i) => ({
    ...{ event, at, ref: { position, index: first + i } },
    ...{ by: command.id, actor: command.actor },
  }));

/** All events of a commit as folds get them. */
export const recordedIn = (commit: Commit, position: number): readonly Recorded[] =>
  decisionsOf(commit).flatMap((decided) => recordedOf(decided, { at: commit.at, position }));

/** The commit's `command` when it records several. */
export const batchCommand = (rev: number): KeptCommand => ({
  id: `batch-${rev}` as CommandId,
  type: 'Batch',
  actor: 'system:orchestrator' as Actor,
});

/** Everything that a host needs to fold and link a commit. */
export type RecordedCommit = { readonly commit: Commit; readonly position: number; readonly digest: Digest };

/** The whole command again. */
export type RestoredCommand = Command & Stamp;

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
export const subjectOf = (
  shard: string,
  { org, events }: { readonly org: OrgId; readonly events: readonly Event[] },
): string => `evt.${shard}.${org}.${kindOf(org, events[0])}`;

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

export const isEventType = (type: unknown): type is EventType => knownEvents.has(type);

const knownEvents: ReadonlySet<unknown> = new Set(Event.options.flatMap(typesOf));

/** The `type` literals in a union of events, however deep. */
function typesOf(schema: { def: unknown }): readonly string[] {
  const { options, shape } = schema.def as {
    options?: { def: unknown }[];
    shape?: { type: z.ZodLiteral<string> };
  };
  return options ? options.flatMap(typesOf) : shape ? [shape.type.value] : [];
}
