import type { OrgId, Recorded, RecordedCommit } from '@headrace/events';

/** An event with the org that it happened in: records are kept per org. */
export type Happened = Recorded & { readonly org: OrgId };

/** The events of a commit as folds get them. */
export const happenedIn = ({ commit, position }: RecordedCommit): readonly Happened[] =>
  commit.events.map((event, index) => ({
    event,
    org: commit.org,
    at: commit.at,
    ref: { position, index },
    by: commit.command.id,
    actor: commit.command.actor,
  }));
