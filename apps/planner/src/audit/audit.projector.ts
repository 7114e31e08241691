import { decisionsOf, tasksOf, type Event, type RecordedCommit } from '@headrace/events';
import { AuditRow, upsertAll, type AuditView, type Database } from '@headrace/readmodel';

export const projectAudit = (tx: Database, commits: readonly RecordedCommit[]): Promise<void> =>
  upsertAll(
    tx,
    AuditRow,
    commits.flatMap((recorded) => auditOf(recorded).map((line) => ({ ...line, org: recorded.commit.org }))),
  );

/** The lines of the audit about a commit. */
export const auditOf = ({ commit, position, digest }: RecordedCommit): readonly AuditView[] =>
  decisionsOf(commit).map(({ command, events }, part) => ({
    position,
    part,
    rev: commit.rev,
    at: commit.at,
    commandId: command.id,
    commandType: command.type,
    actor: command.actor,
    eventTypes: events.map(({ type }) => type),
    keys: [...new Set(events.flatMap(keysOf))],
    digest,
  }));

const keysOf = (event: Event): readonly string[] => [
  ...('planId' in event ? [event.planId] : []),
  ...tasksOf(event),
];
