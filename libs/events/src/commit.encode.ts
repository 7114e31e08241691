import { z } from 'zod';
import { batchCommand, Commit, decisionsOf, KeptCommand, type Decided } from './commit.ts';
import { Event } from './event.ts';

/** A decision as its commit will have it, checked. */
export type EncodedDecision = {
  readonly command: string;
  /** What stands between the brackets of `events`. */
  readonly events: string;
  readonly count: number;
};

/** What a commit says beside its decisions. */
export type CommitHead = Pick<Commit, 'v' | 'engine' | 'org' | 'rev' | 'at' | 'prev'>;

const Decision = z.object({ command: KeptCommand, events: z.array(Event).min(1) });

/** Validates in full: nothing malformed is ever appended. Throws ZodError. */
export function encodeDecision(given: Pick<Decided, 'command' | 'events'>): EncodedDecision {
  const { command, events } = Decision.parse(given);
  const list = JSON.stringify(events);
  return { command: JSON.stringify(command), events: list.slice(1, -1), count: events.length };
}

/** The bytes that are stored, hashed and linked: one decision, or several as a batch. */
export function encodeDecisions(head: CommitHead, decisions: readonly EncodedDecision[]): Uint8Array {
  const { v, engine, org, rev, at, prev } = head;
  const fields = [
    JSON.stringify({ v, engine, org, rev, at, prev }).slice(1, -1),
    ...commandFields(rev, decisions),
    `"events":[${decisions.map(({ events }) => events).join(',')}]`,
  ];
  return new TextEncoder().encode(`{${fields.join(',')}}`);
}

/** The same for a commit as it is read. Throws ZodError. */
export const encodeCommit = (commit: Commit): Uint8Array =>
  encodeDecisions(Commit.parse(commit), decisionsOf(commit).map(encodeDecision));

function commandFields(rev: number, decisions: readonly EncodedDecision[]): readonly string[] {
  const [first, ...others] = decisions;
  if (first && others.length === 0) return [`"command":${first.command}`];
  const parts = decisions.map(({ command, count }) => `{"command":${command},"events":${count}}`);
  return [`"command":${JSON.stringify(batchCommand(rev))}`, `"batch":[${parts.join(',')}]`];
}
