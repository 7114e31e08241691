import { createOrg, evolve, type OrgState } from '@headrace/engine';
import {
  NO_COMMIT,
  epochMs,
  instantOf,
  type Commit,
  type Digest,
  type Instant,
  type OrgId,
} from '@headrace/events';
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

/** In place, and wholly: an error leaves a state that must be dropped. */
export function foldCommit(hosted: HostedOrg, { commit, position, digest }: Folded): void {
  const { at, rev, command } = commit;
  foldEvents(hosted.state, commit, position);
  hosted.rev = rev;
  hosted.head = digest;
  hosted.at = at;
  hosted.window.add(command.id, position, epochMs(at));
}

/** Only the state, for those who look at the past. */
export function foldEvents(state: OrgState, { at, command, events }: Commit, position: number): void {
  for (const [index, event] of events.entries())
    evolve(state, { event, at, ref: { position, index }, by: command.id, actor: command.actor });
}
