import { recordedIn, type OrgId, type Recorded, type RecordedCommit } from '@headrace/events';

/** An event with the org that it happened in: records are kept per org. */
export type Happened = Recorded & { readonly org: OrgId };

/** The events of a commit as folds get them. */
export const happenedIn = ({ commit, position }: RecordedCommit): readonly Happened[] =>
  recordedIn(commit, position).map((recorded) => ({ ...recorded, org: commit.org }));
