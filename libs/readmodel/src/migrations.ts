import type { MigrationInterface } from 'typeorm';
import { CreateAccount } from './account/account.migrations.ts';
import { CreateAttempt } from './attempt/attempt.migrations.ts';
import { CreateGate } from './attempt/gate.migrations.ts';
import { AddAuditPart, CreateAudit } from './audit/audit.migrations.ts';
import { AddReviewTerms, CreateChange } from './change/change.migrations.ts';
import { CreateCheckpoint } from './checkpoint/checkpoint.migrations.ts';
import { AddWhoStopped } from './inbox/inbox.migrations.ts';
import { AddOrgCap, CreateOrg } from './org/org.migrations.ts';
import { AddPlanEdits } from './plan/plan.edit.migrations.ts';
import { AddPlanArchive, AddPlanControl, CreatePlan } from './plan/plan.migrations.ts';
import { CreateRepo } from './repo/repo.migrations.ts';
import { CreateRunner } from './runner/runner.migrations.ts';
import { AddTaskControl, CreateTask } from './task/task.migrations.ts';
import { CreateTaskNeed } from './task/task.need.migrations.ts';
import { AddDecomposition } from './task/task.decomposition.migrations.ts';
import { TellDivided } from './task/task.divided.migrations.ts';

/** In order; a new one goes to the end. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  CreatePlan,
  CreateTask,
  CreateAttempt,
  CreateGate,
  CreateChange,
  CreateRunner,
  CreateRepo,
  CreateAudit,
  CreateCheckpoint,
  CreateOrg,
  AddOrgCap,
  AddTaskControl,
  AddPlanControl,
  CreateAccount,
  AddReviewTerms,
  AddAuditPart,
  AddPlanEdits,
  CreateTaskNeed,
  AddPlanArchive,
  AddDecomposition,
  TellDivided,
  AddWhoStopped,
];
