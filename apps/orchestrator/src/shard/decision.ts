import { ENGINE_VERSION, decide } from '@headrace/engine';
import {
  COMMIT_VERSION,
  MAX_COMMIT_BYTES,
  encodeCommit,
  instantOf,
  keptOf,
  later,
  type Commit,
  type Digest,
  type Event,
  type Facts,
  type Refusal,
  type Stamped,
} from '@headrace/events';
import { sha256Of } from '@headrace/events/jetstream';
import type { HostedOrg } from './hosted.org.ts';
import type { Submission } from './submission.ts';

/** What the shell adds from outside the org's history. */
export type FactsOf = (hosted: HostedOrg, command: Submission['command']) => Facts | undefined;

export type Decision =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'commit'; readonly commit: Commit; readonly bytes: Uint8Array; readonly digest: Digest };

/** Changes nothing. Throws what a bug throws: a decider that fails, events that are not as the contract says. */
export function decideNext(hosted: HostedOrg, submission: Submission, facts: Facts | undefined): Decision {
  const stamped = stampedAt(hosted, submission, facts);
  const decided = decide(stamped, hosted.state);
  if (!decided.ok) return { kind: 'refused', refusal: decided.error };
  if (decided.value.length === 0) return { kind: 'unchanged' };
  const commit = commitOf(hosted, stamped, decided.value);
  const bytes = encodeCommit(commit);
  if (bytes.length > MAX_COMMIT_BYTES) return { kind: 'refused', refusal: tooLarge(bytes.length) };
  return { kind: 'commit', commit, bytes, digest: sha256Of(bytes) };
}

function stampedAt(
  hosted: HostedOrg,
  { id, command, sender }: Submission,
  facts: Facts | undefined,
): Stamped {
  const { actor, causation, correlation } = sender;
  const at = later(instantOf(Date.now()), hosted.at);
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

const commitOf = (hosted: HostedOrg, stamped: Stamped, events: readonly Event[]): Commit => ({
  v: COMMIT_VERSION,
  engine: ENGINE_VERSION,
  org: hosted.org,
  rev: hosted.rev + 1,
  at: stamped.at,
  prev: hosted.head,
  command: keptOf(stamped, events),
  events: [...events],
});

const tooLarge = (bytes: number): Refusal => ({
  code: 'DECISION_TOO_LARGE',
  message: `This would be a commit of ${bytes} bytes`,
  expected: `at most ${MAX_COMMIT_BYTES} bytes`,
  allowed: [],
  proof: [],
});
