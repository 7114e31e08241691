import { z } from 'zod';
import {
  AgentName,
  AttemptId,
  ChangeId,
  Digest,
  GateId,
  OrgId,
  PlanId,
  RepoId,
  RoleId,
  RunnerId,
  Sha,
  TaskId,
} from '../ids.ts';
import { Gate, SplitPart } from '../plan/plan.file.ts';
import { TaskOrigin } from '../task/task.events.ts';
import { GraceMs } from './grace.ts';

/** `POST /tasks/claim`: waits up to `waitMs` for the first offer. Answers `{attempts: Assignment[]}`, which may be empty. */
export const ClaimRequest = z.object({
  runnerId: RunnerId,
  roles: z.array(z.union([RoleId, z.literal('*')])).min(1),
  agents: z.array(AgentName).min(1),
  labels: z.array(z.string()).default([]),
  slots: z.number().int().min(1).max(256),
  waitMs: z.number().int().min(0).max(60_000).default(0),
});
export type ClaimRequest = z.infer<typeof ClaimRequest>;

const RepoRef = z.object({ repoId: RepoId, url: z.string(), defaultBranch: z.string() });

/** A gate with what its verdict has to name; `reviewer` for kind `review`. */
export const AssignedGate = z.object({
  id: GateId,
  gate: Gate,
  definition: Digest,
  reviewer: z.object({ role: RoleId, agent: AgentName, instructions: z.string() }).nullable(),
});
export type AssignedGate = z.infer<typeof AssignedGate>;

/** All that a runner needs for one attempt. `token` is the attempt's own and ends with it. */
export const Assignment = z.object({
  org: OrgId,
  planId: PlanId,
  taskId: TaskId,
  attemptId: AttemptId,
  fence: z.number().int().positive(),
  token: z.string(),
  leaseMs: z.number().int(),
  title: z.string(),
  /** Evidence is resolved: the whole text. */
  brief: z.string(),
  role: z.object({ id: RoleId, title: z.string(), instructions: z.string() }),
  agent: AgentName,
  run: z.string().nullable(),
  scope: z.array(z.string()),
  worktree: z.string().nullable(),
  change: z.enum(['required', 'none']),
  gates: z.array(AssignedGate),
  feedbackRounds: z.number().int(),
  timeoutSeconds: z.number().int(),
  repo: RepoRef,
  target: z.string(),
  branch: z.string(),
  origin: TaskOrigin,
  /** For a follow-up: the title and result of the landed change. */
  landed: z.object({ title: z.string(), result: Sha }).nullable(),
  split: z.array(SplitPart).nullable(),
  /** Work that was kept of an earlier attempt: the agent goes on with it, or (`gates`) only the gates run on it. */
  resume: z
    .object({ from: z.enum(['agent', 'gates']), ref: z.string(), sha: Sha })
    .nullable()
    .default(null),
  /** What earlier attempts, reviews and landings said, oldest first; after one that did not fit the context, the last of it. */
  feedback: z.array(z.string()),
  /** Earlier attempts that did not fit the model's context: the brief has to be smaller. */
  contextFailures: z.number().int().nonnegative().default(0),
});
export type Assignment = z.infer<typeof Assignment>;

/** `POST /changes/claim`: the head of one queue. Answers `{landing: LandingAssignment | null}`. */
export const LandingClaimRequest = z.object({
  runnerId: RunnerId,
  repos: z.array(RepoId).default([]),
  waitMs: z.number().int().min(0).max(60_000).default(0),
});
export type LandingClaimRequest = z.infer<typeof LandingClaimRequest>;

/** `prepared`: left by an earlier claim; look at the branch first (docs/architecture.md §4). */
export const LandingAssignment = z.object({
  org: OrgId,
  planId: PlanId,
  taskId: TaskId,
  changeId: ChangeId,
  fence: z.number().int().positive(),
  token: z.string(),
  leaseMs: z.number().int(),
  title: z.string(),
  role: RoleId,
  scope: z.array(z.string()),
  repo: RepoRef,
  target: z.string(),
  branch: z.string(),
  base: Sha,
  head: Sha,
  tree: Sha,
  patchId: Sha,
  gates: z.array(AssignedGate),
  reviewers: z.array(z.string()),
  prepared: z.object({ base: Sha, head: Sha, tree: Sha, result: Sha }).nullable(),
});
export type LandingAssignment = z.infer<typeof LandingAssignment>;

/** `POST /tasks/log`: one chunk; a chunk that starts before what is stored is answered with `nextLine` and not stored twice. */
export const LogChunk = z.object({
  attemptId: AttemptId,
  fence: z.number().int().positive(),
  /** From 0. */
  firstLine: z.number().int().nonnegative(),
  /** Without line ends; at most 64 KiB together. */
  lines: z.array(z.string().max(65_536)).min(1).max(5000),
});
export type LogChunk = z.infer<typeof LogChunk>;

/** What a runner is told: in each heartbeat's answer until it no longer applies, and at once through its control channel. */
export const Control = z.discriminatedUnion('kind', [
  /** `graceMs` missing: as long as the runner gives. */
  z.object({
    kind: z.literal('cancel'),
    attemptId: AttemptId,
    fence: z.number().int(),
    reason: z.string(),
    graceMs: GraceMs.optional(),
  }),
  z.object({
    kind: z.literal('cancel-landing'),
    changeId: ChangeId,
    fence: z.number().int(),
    reason: z.string(),
  }),
  z.object({ kind: z.literal('drain') }),
]);
export type Control = z.infer<typeof Control>;

/** `POST /runners/:id/heartbeat`, every third of the lease and at once after a change. Answers `{control: Control[]}`. */
export const Heartbeat = z.object({
  busy: z.number().int().nonnegative(),
  load: z.number().nonnegative(),
  sandbox: z.string().max(10),
  attempts: z.array(z.object({ attemptId: AttemptId, fence: z.number().int() })).max(256),
  landings: z.array(z.object({ changeId: ChangeId, fence: z.number().int() })).max(64),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

/** `POST /runners` answers with the runner's own token and the pace. */
export const RegisteredRunner = z.object({
  runnerId: RunnerId,
  org: OrgId,
  token: z.string(),
  leaseMs: z.number().int(),
  heartbeatMs: z.number().int(),
});
export type RegisteredRunner = z.infer<typeof RegisteredRunner>;

/** `POST /runners/:id/idle`: holds nothing, asks for tasks and for a landing at once, and is alive by asking. */
export const IdleRunner = z.object({
  ...ClaimRequest.omit({ runnerId: true }).shape,
  ...LandingClaimRequest.pick({ repos: true }).shape,
  ...Heartbeat.pick({ load: true, sandbox: true }).shape,
});
export type IdleRunner = z.infer<typeof IdleRunner>;

/** What there is for an idle runner: nothing after `waitMs`; a task and a landing only when both came at the same moment. */
export const ForIdleRunner = z.object({
  attempts: z.array(Assignment),
  landing: LandingAssignment.nullable(),
  control: z.array(Control),
});
export type ForIdleRunner = z.infer<typeof ForIdleRunner>;

/** A line of an attempt's log as a session reader shows it: one JSON object per line, `t` names its kind. Plain text lines are `{t:'out'}`. */
export const LogLine = z.object({
  at: z.string(),
  t: z.enum(['says', 'thinks', 'reads', 'edits', 'runs', 'plans', 'asks', 'out', 'gate', 'runner', 'error']),
  text: z.string(),
  path: z.string().optional(),
  toolId: z.string().optional(),
});
export type LogLine = z.infer<typeof LogLine>;
