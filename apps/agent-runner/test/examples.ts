import { Assignment, LandingAssignment } from '@headrace/events';
import { z } from 'zod';

type Loose = Record<string, unknown>;
type LooseGate = { id: string; gate: Loose; reviewer?: Loose };

const gateOf = ({ id, gate, reviewer }: LooseGate) => ({
  id,
  gate,
  definition: 'd'.repeat(64),
  reviewer: reviewer ?? null,
});

/** An assignment in which only what a test says matters. */
export function anAssignment(given: Loose & { gates?: LooseGate[] } = {}): Assignment {
  const { gates, ...rest } = given;
  const [planId, taskId, fence] = [
    z.string().parse(rest['planId'] ?? 'p1'),
    z.string().parse(rest['taskId'] ?? 't1'),
    z.number().parse(rest['fence'] ?? 1),
  ];
  return Assignment.parse({
    org: 'main',
    planId,
    taskId,
    attemptId: `${planId}.${taskId}.${fence}`,
    fence,
    token: 'attempt-token',
    leaseMs: 30_000,
    title: 'Add a greeting',
    brief: '',
    role: { id: 'dev', title: 'Developer', instructions: 'Be careful.' },
    agent: 'shell',
    run: null,
    scope: [],
    worktree: null,
    change: 'required',
    feedbackRounds: 2,
    timeoutSeconds: 60,
    repo: { repoId: 'repo', url: '/nowhere', defaultBranch: 'main' },
    target: 'main',
    branch: `headrace/${planId}/${taskId}/a${fence}`,
    origin: { kind: 'plan' },
    landed: null,
    split: null,
    feedback: [],
    ...rest,
    gates: (gates ?? []).map(gateOf),
  });
}

export function aLanding(given: Loose & { gates?: LooseGate[] }): LandingAssignment {
  const { gates, ...rest } = given;
  return LandingAssignment.parse({
    org: 'main',
    planId: 'p1',
    taskId: 't1',
    changeId: 'p1.t1.1',
    fence: 1,
    token: 'landing-token',
    leaseMs: 30_000,
    title: 'Add a greeting',
    role: 'dev',
    scope: [],
    target: 'main',
    reviewers: ['person:ada'],
    prepared: null,
    ...rest,
    gates: (gates ?? []).map(gateOf),
  });
}
