import { z } from 'zod';
import { instantOf } from '../instant.ts';
import { Approvals } from '../change/review.rule.ts';
import { Text } from '../evidence.ts';
import { FailurePolicies } from '../failure/failure.policy.ts';
import { ProposalPolicy } from './proposal.policy.ts';
import { AgentName, GateId, PhaseId, PlanId, RepoId, RoleId, TaskId } from '../ids.ts';

/**
 * The plan file: what a person writes (YAML or JSON). docs/plan-file.md explains it, docs/plan.schema.json is generated
 * from here. Unknown keys are errors. References between its parts are checked by `checkPlan` in @headrace/engine.
 */

const title = z.string().min(1).max(200);
const shellCommand = z.string().min(1).max(4096);

/** A path pattern relative to the repository's root: `*`, `**`, `?`, `{a,b}`, `[a-z]`; a leading `!` excludes. */
export const Glob = z.string().min(1).max(512);
export type Glob = z.infer<typeof Glob>;

/** From first to last in the queue. `ongoing` never delays anything else. */
export const Priority = z.enum(['critical', 'high', 'medium', 'ongoing']);
export type Priority = z.infer<typeof Priority>;

const timeoutSeconds = z.number().int().min(1).max(86_400);

/** Reads one number from a gate command's output: the last match of `pattern`'s first group. */
export const Measure = z.strictObject({
  pattern: z.string().min(1).max(500),
  unit: z.string().max(20).default(''),
  min: z.number().optional(),
  max: z.number().optional(),
});
export type Measure = z.infer<typeof Measure>;

export const Gate = z.discriminatedUnion('kind', [
  /** Exit code 0, and the measure within its limits. */
  z.strictObject({
    kind: z.literal('command'),
    title: title.optional(),
    run: shellCommand,
    measure: Measure.optional(),
    timeoutSeconds: timeoutSeconds.default(600),
  }),
  /** Added plus removed lines of text, without files that the base marks generated and without `exclude`. */
  z.strictObject({
    kind: z.literal('size'),
    title: title.optional(),
    max: z.number().int().min(1).max(1_000_000).default(700),
    exclude: z.array(Glob).max(100).default([]),
  }),
  /** Every changed path lies inside the task's scope. */
  z.strictObject({ kind: z.literal('scope'), title: title.optional() }),
  /** No added line looks like a credential. */
  z.strictObject({ kind: z.literal('secret'), title: title.optional() }),
  /** An agent with this role reads the change and gives a verdict. It is a gate, not an approval. */
  z.strictObject({
    kind: z.literal('review'),
    title: title.optional(),
    role: RoleId,
    timeoutSeconds: timeoutSeconds.default(600),
  }),
]);
export type Gate = z.infer<typeof Gate>;

export const Role = z.strictObject({
  title: title.optional(),
  agent: AgentName,
  instructions: z.string().max(16_384).optional(),
  /** At most so many attempts with this role at once, in this plan. */
  maxParallel: z.number().int().min(1).max(1000).optional(),
});
export type Role = z.infer<typeof Role>;

export const Phase = z.strictObject({
  id: PhaseId,
  title,
  /** Starts paused; a person resumes it, unless `opensWhen` does. */
  paused: z.boolean().default(false),
  /** Starts paused and opens by itself when every task of these phases is done. */
  opensWhen: z.strictObject({ done: z.array(PhaseId).min(1) }).optional(),
});
export type Phase = z.infer<typeof Phase>;

/** The parts that an oversized change of this task is to be split into; each lands before the next begins. */
export const SplitPart = z.strictObject({
  id: TaskId,
  title,
  scope: z.array(Glob).min(1).max(100),
  brief: z.string().max(4096).optional(),
});
export type SplitPart = z.infer<typeof SplitPart>;

/** What every task may say and the plan's `defaults` may say for all of them. */
const taskOptions = {
  priority: Priority,
  gates: z.array(GateId).max(50),
  /** Approvals by a person or policy before the change may land: how many, or who may give them, and until when. */
  approvals: Approvals,
  /** Times that failing gates go back to the agent within one attempt. */
  feedbackRounds: z.number().int().min(0).max(10),
  /** Attempts before the task fails; lost leases are not counted. */
  maxAttempts: z.number().int().min(1).max(20),
  timeoutSeconds,
  /** What follows a failure, by its class, where that is not the standard. */
  failures: FailurePolicies,
};

export const TaskDefaults = z.strictObject({
  priority: taskOptions.priority.default('medium'),
  gates: taskOptions.gates.default([]),
  approvals: taskOptions.approvals.default(1),
  feedbackRounds: taskOptions.feedbackRounds.default(2),
  maxAttempts: taskOptions.maxAttempts.default(3),
  timeoutSeconds: taskOptions.timeoutSeconds.default(3600),
  failures: taskOptions.failures.optional(),
});
export type TaskDefaults = z.infer<typeof TaskDefaults>;

/** A moment with its offset, `2026-11-20T14:05:00+01:00`; kept as an instant. */
const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/, {
    abort: true,
    error: 'expected a moment with its offset, like 2026-11-20T14:05:00+01:00',
  })
  .refine((text) => !Number.isNaN(Date.parse(text)), { abort: true, error: 'expected a moment that exists' })
  .overwrite((text) => instantOf(Date.parse(text)))
  .brand<'Instant'>();

export const TaskFile = z.strictObject({
  id: TaskId,
  title,
  brief: z.string().max(262_144).default(''),
  phase: PhaseId.optional(),
  role: RoleId,
  /** Tasks that must be done. */
  needs: z.array(TaskId).max(10_000).default([]),
  /** Tasks that must have been over once, whatever the outcome; trying one again holds nobody back. */
  after: z.array(TaskId).max(10_000).default([]),
  /** Paths that the change may touch; empty means the whole repository. Held exclusively while claimed and until landed. */
  scope: z.array(Glob).max(100).default([]),
  /** The name of a worktree that is claimed with the task, exclusive in its repository. */
  worktree: z.string().min(1).max(100).optional(),
  labels: z.array(z.string().max(100)).max(20).default([]),
  /** `none`: the task proves or reports, its workspace must stay as it was. */
  change: z.enum(['required', 'none']).default('required'),
  /** The command of agent `shell`. */
  run: shellCommand.optional(),
  estimateMinutes: z.number().positive().max(100_000).optional(),
  /** It is not offered before. */
  startAt: moment.optional(),
  split: z.array(SplitPart).min(2).max(50).optional(),
  priority: taskOptions.priority.optional(),
  gates: taskOptions.gates.optional(),
  approvals: taskOptions.approvals.optional(),
  feedbackRounds: taskOptions.feedbackRounds.optional(),
  maxAttempts: taskOptions.maxAttempts.optional(),
  timeoutSeconds: taskOptions.timeoutSeconds.optional(),
  failures: taskOptions.failures.optional(),
});
export type TaskFile = z.infer<typeof TaskFile>;

/** For each change that lands from `phases`, one more task; `{task}` and `{title}` stand for the landed one. It never follows itself. */
export const FollowUp = z.strictObject({
  onLanded: z.strictObject({ phases: z.array(PhaseId).min(1) }),
  task: TaskFile.omit({ id: true, title: true, needs: true, after: true, split: true, startAt: true }).extend(
    {
      id: z.string().min(1).max(63),
      title,
      /** Short enough to stay inline once its placeholders are filled. */
      brief: z.string().max(2048).default(''),
    },
  ),
});
export type FollowUp = z.infer<typeof FollowUp>;

export const PlanFile = z.strictObject({
  plan: PlanId,
  title,
  description: z.string().max(16_384).default(''),
  repo: RepoId,
  /** The branch that changes land on. */
  target: z.string().min(1).max(255).default('main'),
  /** At most so many attempts at once, of all roles. */
  maxParallel: z.number().int().min(1).max(10_000).optional(),
  phases: z.array(Phase).max(1000).default([]),
  roles: z.record(RoleId, Role),
  gates: z.record(GateId, Gate).default({}),
  defaults: TaskDefaults.prefault({}),
  followUps: z.array(FollowUp).max(20).default([]),
  /** Missing: always a person, or a policy that has a token. */
  proposals: ProposalPolicy.optional(),
  tasks: z.array(TaskFile).min(1).max(100_000),
});
export type PlanFile = z.infer<typeof PlanFile>;

/** `needs` and `after`s of all tasks together: five a task in the largest plan. */
export const MOST_NEEDS = 500_000;

/** A task as it is submitted: a brief over 4 KiB has been put into the evidence. */
export const SubmittedTask = TaskFile.extend({ brief: Text.default('') });
export type SubmittedTask = z.infer<typeof SubmittedTask>;

/** A plan as it is submitted. Every `PlanFile` with short briefs is one. */
export const SubmittedPlan = PlanFile.extend({ tasks: z.array(SubmittedTask).min(1).max(100_000) });
export type SubmittedPlan = z.infer<typeof SubmittedPlan>;

/** A task of a draft says all of its options: the plan's defaults have been applied. Policies are looked up when they are needed. */
export const DraftedTask = TaskFile.extend({
  brief: Text.default(''),
  ...taskOptions,
  failures: taskOptions.failures.optional(),
});
export type DraftedTask = z.infer<typeof DraftedTask>;
