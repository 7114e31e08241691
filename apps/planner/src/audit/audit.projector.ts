import { tasksOf, type Event, type RecordedCommit } from '@headrace/events';
import { AuditRow, upsertAll, type AuditView, type Database } from '@headrace/readmodel';

export const projectAudit = (tx: Database, commits: readonly RecordedCommit[]): Promise<void> =>
  upsertAll(
    tx,
    AuditRow,
    commits.map((recorded) => ({ ...auditOf(recorded), org: recorded.commit.org })),
  );

/** What one line of the audit says about a commit. */
export const auditOf = ({ commit, position, digest }: RecordedCommit): AuditView => ({
  position,
  rev: commit.rev,
  at: commit.at,
  commandId: commit.command.id,
  commandType: commit.command.type,
  actor: commit.command.actor,
  eventTypes: commit.events.map(({ type }) => type),
  keys: [...new Set(commit.events.flatMap(keysOf))],
  digest,
});

const keysOf = (event: Event): readonly string[] => [
  ...('planId' in event ? [event.planId] : []),
  ...tasksOf(event),
];
