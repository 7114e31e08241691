import { decide } from '@headrace/engine';
import {
  MAX_COMMIT_BYTES,
  encodeDecision,
  keptOf,
  type Decided,
  type EncodedDecision,
  type Event,
  type Facts,
  type Instant,
  type Refusal,
  type Stamped,
} from '@headrace/events';
import type { HostedOrg } from './hosted.org.ts';
import type { Submission } from './submission.ts';

/** What the shell adds from outside the org's history. */
export type FactsOf = (hosted: HostedOrg, command: Submission['command']) => Facts | undefined;

/** What is recorded of a command, when, and as what bytes. */
export type Recorded = Pick<Decided, 'command' | 'events'> & {
  readonly at: Instant;
  readonly encoded: EncodedDecision;
};

export type Decision =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'unchanged' }
  | ({ readonly kind: 'recorded' } & Recorded);

/** Changes nothing. Throws what a bug throws: a decider that fails, events that are not as the contract says. */
export function decideNext(
  hosted: HostedOrg,
  submission: Submission,
  { at, facts }: { readonly at: Instant; readonly facts: Facts | undefined },
): Decision {
  const stamped = stamp(submission, at, facts);
  const decided = decide(stamped, hosted.state);
  if (!decided.ok) return { kind: 'refused', refusal: decided.error };
  if (decided.value.length === 0) return { kind: 'unchanged' };
  const events: Event[] = [...decided.value];
  const command = keptOf(stamped, events);
  const encoded = encodeDecision({ command, events });
  const bytes = bytesOf(encoded);
  if (bytes > MAX_COMMIT_BYTES) return { kind: 'refused', refusal: tooLarge(bytes) };
  return { kind: 'recorded', at, command, events, encoded };
}

/** What a commit says beside its decision, and room for a long version of the engine. */
const HEAD_BYTES = 512;

function bytesOf({ command, events }: EncodedDecision): number {
  const length = command.length + events.length;
  return HEAD_BYTES + (length * 3 < MAX_COMMIT_BYTES ? length : Buffer.byteLength(command + events));
}

function stamp({ id, command, sender }: Submission, at: Instant, facts: Facts | undefined): Stamped {
  const { actor, causation, correlation } = sender;
  return {
    ...command,
    id,
    actor,
    at,
    ...(causation === undefined ? {} : { causation }),
    ...(correlation === undefined ? {} : { correlation }),
    ...(facts === undefined ? {} : { facts }),
  };
}

const tooLarge = (bytes: number): Refusal => ({
  code: 'DECISION_TOO_LARGE',
  message: `This would be a commit of ${bytes} bytes`,
  expected: `at most ${MAX_COMMIT_BYTES} bytes`,
  allowed: [],
  proof: [],
});
