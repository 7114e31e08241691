import type { Actor, ChangeId, Digest, PlanId, RunnerId, Sha, TaskId } from '../ids.ts';
import type {
  ApprovalsVoided,
  ChangeLanded,
  ChangeOpened,
  ChangeQueued,
  ChangeReviewed,
  ChangeSentBack,
  LandingClaimed,
  LandingFailed,
  LandingPrepared,
  LandingVoided,
  ReviewExpired,
  ReviewRequested,
} from './change.events.ts';

const ofChange = { planId: 'p' as PlanId, taskId: 't' as TaskId, changeId: 'p.t.1' as ChangeId };
const sha = (letter: string) => letter.repeat(40) as Sha;

export const changeOpened = (over: Partial<ChangeOpened> = {}): ChangeOpened => ({
  type: 'ChangeOpened',
  ...ofChange,
  branch: 'headrace/p/t/1',
  base: sha('a'),
  head: sha('b'),
  tree: sha('c'),
  patchId: sha('d'),
  files: [{ path: 'src/pump/in.ts', added: 10, removed: 2, generated: false }],
  lines: 12,
  diff: { sha256: 'e'.repeat(64) as Digest, bytes: 900, mediaType: 'text/x-diff' },
  ...over,
});

export const reviewRequested = (over: Partial<ReviewRequested> = {}): ReviewRequested => ({
  type: 'ReviewRequested',
  ...ofChange,
  approvals: 1,
  ...over,
});

export const reviewExpired = (over: Partial<ReviewExpired> = {}): ReviewExpired => ({
  type: 'ReviewExpired',
  ...ofChange,
  then: 'escalate',
  terms: { from: [], fourEyes: false, expiresAt: null, then: null },
  ...over,
});

export const changeReviewed = (over: Partial<ChangeReviewed> = {}): ChangeReviewed => ({
  type: 'ChangeReviewed',
  ...ofChange,
  head: sha('b'),
  patchId: sha('d'),
  verdict: 'approve',
  actor: 'person:ada' as Actor,
  note: 'good',
  rule: null,
  ...over,
});

export const approvalsVoided = (over: Partial<ApprovalsVoided> = {}): ApprovalsVoided => ({
  type: 'ApprovalsVoided',
  ...ofChange,
  patchId: sha('e'),
  reason: 'the patch changed',
  ...over,
});

export const changeQueued = (over: Partial<ChangeQueued> = {}): ChangeQueued => ({
  type: 'ChangeQueued',
  ...ofChange,
  target: 'main',
  ...over,
});

export const landingClaimed = (over: Partial<LandingClaimed> = {}): LandingClaimed => ({
  type: 'LandingClaimed',
  ...ofChange,
  fence: 1,
  runnerId: 'r1' as RunnerId,
  leaseMs: 30_000,
  ...over,
});

export const landingPrepared = (over: Partial<LandingPrepared> = {}): LandingPrepared => ({
  type: 'LandingPrepared',
  ...ofChange,
  base: sha('1'),
  head: sha('b'),
  tree: sha('2'),
  result: sha('3'),
  fence: 1,
  gates: [],
  ...over,
});

export const landingFailed = (over: Partial<LandingFailed> = {}): LandingFailed => ({
  type: 'LandingFailed',
  ...ofChange,
  fence: 1,
  because: 'gate',
  gates: [],
  ...over,
});

export const landingVoided = (over: Partial<LandingVoided> = {}): LandingVoided => ({
  type: 'LandingVoided',
  ...ofChange,
  because: 'base-moved',
  note: '',
  ...over,
});

export const changeLanded = (over: Partial<ChangeLanded> = {}): ChangeLanded => ({
  type: 'ChangeLanded',
  ...ofChange,
  target: 'main',
  result: sha('3'),
  ...over,
});

export const changeSentBack = (over: Partial<ChangeSentBack> = {}): ChangeSentBack => ({
  type: 'ChangeSentBack',
  ...ofChange,
  because: 'conflict',
  feedback: 'src/pump/in.ts conflicts',
  ...over,
});
