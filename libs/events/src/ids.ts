import { z } from 'zod';

/** Ids match this everywhere and are unique in their parent: a plan in its org, a task in its plan. */
export const ID_PATTERN = /^[a-z0-9][a-z0-9-]{0,62}$/;

const id = () =>
  z.string().regex(ID_PATTERN, 'expected 1 to 63 of a-z, 0-9 and "-", starting with a letter or digit');
const dotted = (...parts: readonly string[]) =>
  z
    .string()
    .regex(
      new RegExp(`^[a-z0-9][a-z0-9-]{0,62}(\\.[a-z0-9][a-z0-9-]{0,62}){${parts.length - 1}}$`),
      `expected ${parts.join('.')}`,
    );

export const OrgId = id().brand<'OrgId'>();
export type OrgId = z.infer<typeof OrgId>;
export const PlanId = id().brand<'PlanId'>();
export type PlanId = z.infer<typeof PlanId>;
export const PhaseId = id().brand<'PhaseId'>();
export type PhaseId = z.infer<typeof PhaseId>;
export const TaskId = id().brand<'TaskId'>();
export type TaskId = z.infer<typeof TaskId>;
export const RoleId = id().brand<'RoleId'>();
export type RoleId = z.infer<typeof RoleId>;
export const GateId = id().brand<'GateId'>();
export type GateId = z.infer<typeof GateId>;
export const RepoId = id().brand<'RepoId'>();
export type RepoId = z.infer<typeof RepoId>;
export const RunnerId = id().brand<'RunnerId'>();
export type RunnerId = z.infer<typeof RunnerId>;

/** The name under which a runner can start an agent; `shell` runs the task's own `run` command. */
export const AgentName = id().brand<'AgentName'>();
export type AgentName = z.infer<typeof AgentName>;

/** A provider's account, which agents on any runner may share; an agent's own name where a runner does not say otherwise. */
export const AccountId = id().brand<'AccountId'>();
export type AccountId = z.infer<typeof AccountId>;

/** `<plan>.<task>`: a task's name within its org, as it stands in URLs. */
export const TaskKey = dotted('PLAN', 'TASK').brand<'TaskKey'>();
export type TaskKey = z.infer<typeof TaskKey>;

/** `<plan>.<task>.<fence>`: one try under one claim. */
export const AttemptId = dotted('PLAN', 'TASK', 'N').brand<'AttemptId'>();
export type AttemptId = z.infer<typeof AttemptId>;

/** `<plan>.<task>.<fence>` of the attempt that opened it. */
export const ChangeId = dotted('PLAN', 'TASK', 'N').brand<'ChangeId'>();
export type ChangeId = z.infer<typeof ChangeId>;

/** Chosen by the sender; the same id with the same content has one effect. Runners derive it from attempt and step. */
export const CommandId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:#-]{0,127}$/)
  .brand<'CommandId'>();
export type CommandId = z.infer<typeof CommandId>;

/** Who acts, from the token and never from a body: `admin:local`, `person:ada`, `policy:auto-approve`, `runner:r1`, `attempt:p.t.1`, `reactor:planner`. */
export const Actor = z
  .string()
  .regex(
    /^(admin|person|policy|runner|attempt|reactor|system):[A-Za-z0-9][A-Za-z0-9._@-]{0,190}$/,
    'expected an actor such as person:ada',
  )
  .brand<'Actor'>();
export type Actor = z.infer<typeof Actor>;

/** A git object name. */
export const Sha = z
  .string()
  .regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/)
  .brand<'Sha'>();
export type Sha = z.infer<typeof Sha>;

/** SHA-256 in lower-case hex. */
export const Digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'Digest'>();
export type Digest = z.infer<typeof Digest>;

export const taskKey = (planId: PlanId, taskId: TaskId): TaskKey => `${planId}.${taskId}` as TaskKey;

export const attemptId = (planId: PlanId, taskId: TaskId, fence: number): AttemptId =>
  `${planId}.${taskId}.${fence}` as AttemptId;

/** A change carries the name of the attempt that opened it. */
export const changeIdOf = (attempt: AttemptId): ChangeId => attempt as string as ChangeId;

/** The account of an agent whose runner does not name one. */
export const standardAccount = (agent: AgentName): AccountId => agent as string as AccountId;

/** The parts of a task key, an attempt id or a change id. */
export function partsOf(key: TaskKey | AttemptId | ChangeId): {
  planId: PlanId;
  taskId: TaskId;
  fence: number;
} {
  const [planId, taskId, fence] = key.split('.');
  return { planId: planId as PlanId, taskId: taskId as TaskId, fence: Number(fence ?? 0) };
}
