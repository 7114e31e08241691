import { NO_COMMIT, type RecordedCommit } from './commit.ts';
import type { Digest, OrgId } from './ids.ts';
import type { Instant } from './instant.ts';

/** Where an org's chain ends: what its next commit must name. */
export type ChainHead = {
  readonly rev: number;
  readonly digest: Digest;
  readonly at: Instant;
  readonly position: number;
};

/** A commit that does not continue its org's chain: something before it was changed, removed or put in. */
export type ChainFault = {
  readonly org: OrgId;
  readonly position: number;
  readonly rev: number;
  readonly message: string;
};

/** The heads of all orgs, from the first commit of the log or from a snapshot on. */
export type Chain = Map<OrgId, ChainHead>;

/** `rev` and `prev` for an org's next commit. */
export const nextLink = (chain: Chain, org: OrgId): { rev: number; prev: Digest } => {
  const head = chain.get(org);
  return head ? { rev: head.rev + 1, prev: head.digest } : { rev: 1, prev: NO_COMMIT };
};

/**
 * Checks one commit against its org's head, then makes it the head, so that one broken link is one fault. Give every
 * commit once, in the order of positions. Null: it fits.
 */
export function linkCommit(chain: Chain, { commit, position, digest }: RecordedCommit): ChainFault | null {
  const { org, rev, at } = commit;
  const message = faultIn(commit, position, nextLink(chain, org), chain.get(org));
  chain.set(org, { rev, digest, at, position });
  return message === null ? null : { org, position, rev, message };
}

function faultIn(
  commit: RecordedCommit['commit'],
  position: number,
  next: { rev: number; prev: Digest },
  head: ChainHead | undefined,
): string | null {
  if (commit.rev !== next.rev) return `revision ${commit.rev} follows revision ${next.rev - 1}`;
  if (commit.prev !== next.prev)
    return `names ${commit.prev} as the commit before it, which has ${next.prev}`;
  if (head && position <= head.position) return `stands before revision ${head.rev} of its org`;
  if (head && commit.at < head.at)
    return `is dated ${commit.at}, before the ${head.at} of the commit before it`;
  return null;
}
