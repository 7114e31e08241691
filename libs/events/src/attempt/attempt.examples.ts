import type { AgentName, AttemptId, Digest, GateId, PlanId, RoleId, RunnerId, Sha, TaskId } from '../ids.ts';
import type { Instant } from '../instant.ts';
import type {
  AttemptCancelled,
  AttemptCompleted,
  AttemptFailed,
  AttemptFedBack,
  AttemptStarted,
  AttemptsStopped,
  ClaimExpired,
  GateReported,
  GateResult,
  GatesStarted,
  TaskClaimed,
  WorkSaved,
} from './attempt.events.ts';

const ofAttempt = { planId: 'p' as PlanId, taskId: 't' as TaskId, attemptId: 'p.t.1' as AttemptId };
const gate = 'test' as GateId;

export const gateResult = (over: Partial<GateResult> = {}): GateResult => ({
  gate,
  verdict: 'passed',
  base: 'a'.repeat(40) as Sha,
  head: 'b'.repeat(40) as Sha,
  tree: 'c'.repeat(40) as Sha,
  definition: 'd'.repeat(64) as Digest,
  measure: 92.5,
  limit: 90,
  unit: '%',
  durationMs: 1200,
  summary: '12 passed',
  evidence: { sha256: 'e'.repeat(64) as Digest, bytes: 20, mediaType: 'text/plain' },
  ...over,
});

export const taskClaimed = (over: Partial<TaskClaimed> = {}): TaskClaimed => ({
  type: 'TaskClaimed',
  ...ofAttempt,
  fence: 1,
  runnerId: 'r1' as RunnerId,
  role: 'developer' as RoleId,
  agent: 'shell' as AgentName,
  leaseMs: 30_000,
  rank: 0,
  key: { priority: 2, path: 3, since: '2026-11-19T09:00:00.000Z' as Instant },
  ...over,
});

export const attemptStarted = (over: Partial<AttemptStarted> = {}): AttemptStarted => ({
  type: 'AttemptStarted',
  ...ofAttempt,
  base: 'a'.repeat(40) as Sha,
  branch: 'headrace/p/t/1',
  agentVersion: '1.0.0',
  ...over,
});

export const gatesStarted = (over: Partial<GatesStarted> = {}): GatesStarted => ({
  type: 'GatesStarted',
  ...ofAttempt,
  round: 1,
  gates: [gate],
  ...over,
});

export const gateReported = (
  over: Partial<Omit<GateReported, 'result'>> & { readonly result?: Partial<GateResult> } = {},
): GateReported => ({
  type: 'GateReported',
  ...ofAttempt,
  round: 1,
  ...over,
  result: gateResult(over.result),
});

export const attemptFedBack = (over: Partial<AttemptFedBack> = {}): AttemptFedBack => ({
  type: 'AttemptFedBack',
  ...ofAttempt,
  round: 1,
  gates: [gate],
  ...over,
});

export const claimExpired = (over: Partial<ClaimExpired> = {}): ClaimExpired => ({
  type: 'ClaimExpired',
  ...ofAttempt,
  fence: 1,
  lastHeartbeatAt: '2026-11-19T09:00:10.000Z' as Instant,
  ...over,
});

export const attemptFailed = (over: Partial<AttemptFailed> = {}): AttemptFailed => ({
  type: 'AttemptFailed',
  ...ofAttempt,
  class: 'gate',
  message: 'test failed three times',
  fingerprint: 'test:3',
  feedback: null,
  salvage: { ref: 'refs/headrace/salvage/p.t.1', sha: 'f'.repeat(40) as Sha, pushed: true },
  quotaUntil: null,
  ...over,
});

export const attemptCancelled = (over: Partial<AttemptCancelled> = {}): AttemptCancelled => ({
  type: 'AttemptCancelled',
  ...ofAttempt,
  reason: 'no longer wanted',
  ...over,
});

export const attemptCompleted = (over: Partial<AttemptCompleted> = {}): AttemptCompleted => ({
  type: 'AttemptCompleted',
  ...ofAttempt,
  ...over,
});

export const attemptsStopped = (over: Partial<AttemptsStopped> = {}): AttemptsStopped => ({
  type: 'AttemptsStopped',
  planId: ofAttempt.planId,
  taskIds: [ofAttempt.taskId],
  fences: [1],
  reason: 'the build is on fire',
  graceMs: 1000,
  ...over,
});

export const workSaved = (over: Partial<WorkSaved> = {}): WorkSaved => ({
  type: 'WorkSaved',
  ...ofAttempt,
  salvage: { ref: 'refs/headrace/salvage/p.t.1', sha: 'b'.repeat(40) as Sha, pushed: true },
  note: '',
  ...over,
});
