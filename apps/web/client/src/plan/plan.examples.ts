import type { PhaseView, TaskKey, TaskView } from '@headrace/events';

let ordinal = 0;

/** A task in few words; ids need not be branded here. */
export const task = (taskId: string, more: Partial<Record<keyof TaskView, unknown>> = {}): TaskView =>
  ({
    key: `p.${taskId}` as TaskKey,
    planId: 'p',
    taskId,
    ordinal: ordinal++,
    origin: { kind: 'plan' },
    title: `Task ${taskId}`,
    phaseId: null,
    role: 'developer',
    agent: 'shell',
    priority: 'medium',
    needs: [],
    after: [],
    scope: [],
    worktree: null,
    gates: [],
    approvals: 1,
    maxAttempts: 3,
    change: 'required',
    estimateMinutes: null,
    state: 'blocked',
    heldReason: null,
    heldNote: null,
    heldUntil: null,
    attemptId: null,
    runnerId: null,
    fence: 0,
    changeId: null,
    lines: null,
    result: null,
    split: null,
    decomposition: null,
    splitInto: null,
    failure: null,
    addedAt: '2026-11-19T08:00:00.000Z',
    readyAt: null,
    claimedAt: null,
    finishedAt: null,
    removedAt: null,
    since: '2026-11-19T08:00:00.000Z',
    position: 1,
    ...more,
  }) as unknown as TaskView;

export const phase = (id: string, more: Partial<PhaseView> = {}): PhaseView =>
  ({ id, title: `Phase ${id}`, state: 'open', reason: null, ...more }) as PhaseView;
