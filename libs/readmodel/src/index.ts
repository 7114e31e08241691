export { openReadModel, type ReadModel, type ReadModelHealth, type ReadModelOptions } from './readmodel.ts';
export { ReadModelFailure, isAway } from './readmodel.failure.ts';
export { databaseAt, migrate, quoted, schemaOf, type DatabaseOptions } from './database.ts';
export { keyed, rowsByKey, upsertAll, type Database } from './row.store.ts';
export type { Row, Stored } from './row.ts';
export type { Page, PageRequest } from './page.ts';
export { checksum, type Checksums } from './checksum.ts';
export { turnToProject, type Turn } from './checkpoint/checkpoint.turn.ts';
export type { Checkpoint } from './checkpoint/checkpoint.row.ts';
export {
  awaitSnapshots,
  checkpointOf,
  lockCheckpoint,
  positionOf,
  saveCheckpoint,
} from './checkpoint/checkpoint.store.ts';
export { OrgRow } from './org/org.row.ts';
export { getOrg } from './org/org.queries.ts';
export { PlanRow } from './plan/plan.row.ts';
export { getPlan, listPlans, removePlan, type CountedPlan, type PlanFilter } from './plan/plan.queries.ts';
export { TaskRow } from './task/task.row.ts';
export { storeWaits } from './task/task.need.store.ts';
export {
  familyOf,
  getTask,
  listTasks,
  ordinalsOfPlan,
  tasksOfPlan,
  type TaskFilter,
} from './task/task.queries.ts';
export { AttemptRow } from './attempt/attempt.row.ts';
export { attemptsAlive, attemptsOfPlan, getAttempt, listAttempts } from './attempt/attempt.queries.ts';
export { GateRow } from './attempt/gate.row.ts';
export { listGates } from './attempt/gate.queries.ts';
export { ChangeRow } from './change/change.row.ts';
export { getChange, listChanges, type ChangeFilter } from './change/change.queries.ts';
export { RunnerRow } from './runner/runner.row.ts';
export { getRunner, listRunners } from './runner/runner.queries.ts';
export { AccountRow } from './account/account.row.ts';
export { listAccounts } from './account/account.queries.ts';
export { RepoRow } from './repo/repo.row.ts';
export { getRepo, listRepos } from './repo/repo.queries.ts';
export { AuditRow, type AuditView } from './audit/audit.row.ts';
export { auditPage, type AuditFilter } from './audit/audit.queries.ts';
export { listInbox } from './inbox/inbox.queries.ts';
