import type { EntitySchema } from 'typeorm';
import { AccountRow } from './account/account.row.ts';
import { AttemptRow } from './attempt/attempt.row.ts';
import { GateRow } from './attempt/gate.row.ts';
import { AuditRow } from './audit/audit.row.ts';
import { ChangeRow } from './change/change.row.ts';
import { CheckpointEntity } from './checkpoint/checkpoint.row.ts';
import { OrgRow } from './org/org.row.ts';
import { PlanRow } from './plan/plan.row.ts';
import { RepoRow } from './repo/repo.row.ts';
import type { Row } from './row.ts';
import { RunnerRow } from './runner/runner.row.ts';
import { TaskNeedRow } from './task/task.need.row.ts';
import { TaskRow } from './task/task.row.ts';

type AnyRow = Pick<Row<object>, 'table'> & { readonly key: readonly string[]; readonly entity: EntitySchema };

/** Every table that the log fills; together they are the read model. */
export const rows: readonly AnyRow[] = [
  PlanRow,
  TaskRow,
  TaskNeedRow,
  AttemptRow,
  GateRow,
  ChangeRow,
  RunnerRow,
  RepoRow,
  AccountRow,
  AuditRow,
  OrgRow,
];

export const entities: readonly EntitySchema[] = [...rows.map(({ entity }) => entity), CheckpointEntity];
