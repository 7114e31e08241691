import { migration } from '../migration.ts';

export const CreateTaskNeed = migration(
  'CreateTaskNeed1763700300002',
  [
    `CREATE TABLE "task_need" (
    "org" text NOT NULL,
    "plan_id" text NOT NULL,
    "task_id" text NOT NULL,
    "need" text NOT NULL,
    CONSTRAINT "task_need_key" PRIMARY KEY ("org", "plan_id", "task_id", "need")
  )`,
    `CREATE INDEX "task_need_of" ON "task_need" ("org", "plan_id", "need", "task_id")`,
    `INSERT INTO "task_need" SELECT DISTINCT "org", "plan_id", "task_id", "need"
     FROM "task", jsonb_array_elements_text("needs" || "after") AS "need"`,
  ],
  ['DROP TABLE "task_need"'],
);
