import { createOrg, evolve, type OrgState } from '@headrace/engine';
import {
  NO_COMMIT,
  decisionsOf,
  epochMs,
  instantOf,
  recordedIn,
  recordedOf,
  type Commit,
  type Decided,
  type Digest,
  type Instant,
  type OrgId,
} from '@headrace/events';
import { BrokerError } from '@headrace/events/jetstream';
import { createWindow, type CommandWindow } from './command.window.ts';

/** An org as its shard's writer holds it: folded up to its last commit, acknowledged or under way. */
export type HostedOrg = {
  readonly org: OrgId;
  readonly state: OrgState;
  readonly window: CommandWindow;
  /** Commits so far. */
  rev: number;
  /** The digest of the last commit: `prev` of the next one. */
  head: Digest;
  /** Of the last commit; time never goes back within an org. */
  at: Instant;
};

export const hostOrg = (org: OrgId): HostedOrg => ({
  org,
  state: createOrg(org),
  window: createWindow(),
  rev: 0,
  head: NO_COMMIT,
  at: instantOf(0),
});

type Folded = { readonly commit: Commit; readonly position: number; readonly digest: Digest };

/**
 * In place, and wholly: an error leaves a state that must be dropped. Throws LOG_DAMAGED for a commit that does not follow
 * the last one of its org: what is missing between them was decided on, and would be decided again.
 */
export function foldCommit(hosted: HostedOrg, { commit, position, digest }: Folded): void {
  if (commit.rev !== hosted.rev + 1 || commit.prev !== hosted.head)
    throw new BrokerError(
      'LOG_DAMAGED',
      `#${position} is rev ${commit.rev} of ${hosted.org} and does not follow its rev ${hosted.rev}`,
    );
  hosted.rev = commit.rev;
  hosted.head = digest;
  hosted.at = commit.at;
  for (const decided of decisionsOf(commit)) foldDecided(hosted, decided, position);
}

/** One decision of a commit whose time the org has already. */
export function foldDecided({ state, window, at }: HostedOrg, decided: Decided, position: number): void {
  for (const recorded of recordedOf(decided, { at, position })) evolve(state, recorded);
  window.add(decided.command.id, position, epochMs(at));
}

/** Only the state, for those who look at the past. */
export function foldEvents(state: OrgState, commit: Commit, position: number): void {
  for (const recorded of recordedIn(commit, position)) evolve(state, recorded);
}
