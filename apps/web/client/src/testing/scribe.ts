import type {
  Actor,
  AttemptId,
  ChangeId,
  Commit,
  CommandId,
  Digest,
  Event,
  GateResult,
  Instant,
  OrgId,
  PlanId,
  RecordedCommit,
  Sha,
  TaskId,
} from '@headrace/events';
import { attemptId, changeIdOf, NO_COMMIT } from '@headrace/events';

/** Plain strings where the contracts have brands: what a story writes is checked by the folds, and by `encodeCommit`. */
type Loose<T> = T extends string
  ? string
  : T extends readonly (infer I)[]
    ? readonly Loose<I>[]
    : T extends object
      ? { readonly [K in keyof T]: Loose<T[K]> }
      : T;
export type StoryEvent = Event extends infer E
  ? E extends Event
    ? { readonly type: E['type'] } & Partial<Loose<E>>
    : never
  : never;

export type Decision = {
  readonly actor: string;
  readonly command: string;
  readonly events: readonly StoryEvent[];
};

/** A repeatable stand-in for chance. */
export function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

/** 40 hex digits that look like an object name, the same for the same words. */
export function shaOf(words: string): Sha {
  const roll = dice([...words].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7));
  return Array.from({ length: 40 }, () => roll(16).toString(16)).join('') as Sha;
}

export const digestLike = (words: string): Digest =>
  (shaOf(words) + shaOf(`${words}'`).slice(0, 24)) as Digest;

type Draft = Decision & { readonly at: string; readonly position: number | null };

/** Writes down decisions as they are told. */
export class Scribe {
  readonly drafts: Draft[] = [];
  private clock = '';
  private pinned: number | null = null;

  /** `at`: an instant, or seconds since what was written before. */
  writes(at: string | number, actor: string, command: string, events: readonly StoryEvent[]): void {
    this.clock = typeof at === 'string' ? at : new Date(Date.parse(this.clock) + at * 1000).toISOString();
    this.drafts.push({ at: this.clock, actor, command, events, position: this.pinned });
    this.pinned = null;
  }

  /** What is written next is to stand at `position`. */
  skipsTo(position: number): void {
    this.pinned = position;
  }
}

/** Makes one log of what several scribes wrote: in the order of time, each commit linked to the one before it. */
export function bind(scribes: readonly Scribe[], org: string, first: number): readonly RecordedCommit[] {
  const drafts = scribes
    .flatMap((scribe) => scribe.drafts)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const roll = dice(42);
  let prev: Digest = NO_COMMIT;
  let position = first - 1;
  return drafts.map(({ at, actor, command, events, position: pinned }, index): RecordedCommit => {
    position = Math.max(position + 1, pinned ?? position + 1 + roll(3));
    const digest = digestLike(`${org} ${index}`);
    const commit = {
      ...{ v: 1, engine: '1', org: org as OrgId, rev: index + 1, at: at as Instant, prev },
      command: { id: `story-${index}` as CommandId, actor: actor as Actor, type: command },
      events: events as unknown as Event[],
    } as Commit;
    prev = digest;
    return { commit, position, digest };
  });
}

/** The events of one task's life, in few words. */
export class TaskTale {
  fence = 0;

  constructor(
    readonly planId: string,
    readonly taskId: string,
    private readonly role: string,
    private readonly agent = 'claude-code',
  ) {}

  get ids() {
    return { planId: this.planId, taskId: this.taskId };
  }
  get attempt(): AttemptId {
    return attemptId(this.planId as PlanId, this.taskId as TaskId, this.fence);
  }
  get change(): ChangeId {
    return changeIdOf(this.attempt);
  }
  private get ofAttempt() {
    return { ...this.ids, attemptId: this.attempt };
  }
  private get ofChange() {
    return { ...this.ids, changeId: this.change };
  }

  ready = (): StoryEvent => ({ type: 'TasksBecameReady', planId: this.planId, taskIds: [this.taskId] });

  claimed(runnerId: string, at: string): StoryEvent {
    this.fence += 1;
    const key = { priority: 1, path: 3, since: at };
    const { role, agent } = this;
    return {
      type: 'TaskClaimed',
      ...this.ofAttempt,
      fence: this.fence,
      runnerId: runnerId,
      role,
      agent,
      leaseMs: 60_000,
      rank: 0,
      key,
    };
  }
  started = (base: string): StoryEvent => ({
    type: 'AttemptStarted',
    ...this.ofAttempt,
    base: shaOf(base),
    branch: `headrace/${this.taskId}/a${this.fence}`,
    agentVersion: 'claude-code 2.4 over ACP',
  });
  gates = (gates: readonly string[], round = 1): StoryEvent => ({
    type: 'GatesStarted',
    ...this.ofAttempt,
    round,
    gates,
  });
  reported = (result: Partial<GateResultLike> & { gate: string }, round = 1): StoryEvent => ({
    type: 'GateReported',
    ...this.ofAttempt,
    round,
    result: gateResult(this.taskId, result),
  });
  fedBack = (gates: readonly string[], round = 1): StoryEvent => ({
    type: 'AttemptFedBack',
    ...this.ofAttempt,
    round,
    gates,
  });
  expired = (lastHeartbeatAt: string): StoryEvent => ({
    type: 'ClaimExpired',
    ...this.ofAttempt,
    fence: this.fence,
    lastHeartbeatAt,
  });
  failed = (reason: string, message: string): StoryEvent => ({
    ...{
      type: 'AttemptFailed',
      ...this.ofAttempt,
      class: reason,
      message,
      fingerprint: 'f0',
      feedback: null,
    },
    ...{
      salvage: {
        ref: `refs/headrace/salvage/${this.taskId}.${this.fence}`,
        sha: shaOf(this.taskId),
        pushed: true,
      },
      quotaUntil: null,
    },
  });
  opened = (lines: number, files: readonly (readonly [string, number, number])[]): StoryEvent => ({
    type: 'ChangeOpened',
    ...this.ofChange,
    branch: `headrace/${this.taskId}/a${this.fence}`,
    ...{
      base: shaOf('main'),
      head: shaOf(`${this.taskId} head`),
      tree: shaOf(`${this.taskId} tree`),
      patchId: shaOf(`${this.taskId} patch`),
    },
    files: files.map(([path, added, removed]) => ({ path, added, removed, generated: false })),
    lines,
    diff: { sha256: digestLike(`${this.taskId} diff`), bytes: 40_000, mediaType: 'text/x-diff' },
  });
  reviewAsked = (): StoryEvent => ({ type: 'ReviewRequested', ...this.ofChange, approvals: 1 });
  reviewed = (actor: string, verdict: 'approve' | 'reject', note = ''): StoryEvent => ({
    ...{
      type: 'ChangeReviewed',
      ...this.ofChange,
      head: shaOf(`${this.taskId} head`),
      patchId: shaOf(`${this.taskId} patch`),
    },
    ...{ verdict, actor, note, rule: null },
  });
  queued = (): StoryEvent => ({ type: 'ChangeQueued', ...this.ofChange, target: 'main' });
  landingClaimed = (runnerId: string): StoryEvent => ({
    type: 'LandingClaimed',
    ...this.ofChange,
    fence: 1,
    runnerId,
    leaseMs: 60_000,
  });
  landed = (): readonly StoryEvent[] => [
    { type: 'ChangeLanded', ...this.ofChange, target: 'main', result: shaOf(`${this.taskId} landed`) },
    { type: 'TaskDone', ...this.ids },
  ];
  sentBack = (because: 'conflict' | 'gate' | 'review', feedback: string): StoryEvent => ({
    type: 'ChangeSentBack',
    ...this.ofChange,
    because,
    feedback,
  });
  held = (reason: string, note: string, until: string | null): StoryEvent => ({
    type: 'TaskHeld',
    ...this.ids,
    reason,
    note,
    until,
  });
  dead = (reason: string): StoryEvent => ({ type: 'TaskFailed', ...this.ids, reason });
}

type GateResultLike = Omit<Loose<GateResult>, 'evidence'>;

function gateResult(taskId: string, result: Partial<GateResultLike> & { gate: string }) {
  return {
    verdict: 'passed' as const,
    ...{
      base: shaOf('main'),
      head: shaOf(`${taskId} head`),
      tree: shaOf(`${taskId} tree`),
      definition: digestLike(result.gate),
    },
    ...{ measure: null, limit: null, unit: '', durationMs: 2100, summary: '', evidence: null },
    ...result,
  };
}
