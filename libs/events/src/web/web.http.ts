import type { AttemptView, GateView } from '../attempt/attempt.view.ts';
import type { LogLine } from '../attempt/attempt.http.ts';
import type { ChangeView } from '../change/change.view.ts';
import type { Commit } from '../commit.ts';
import type { ChangeId, Digest, OrgId } from '../ids.ts';
import type { WaitingItem } from '../inbox/inbox.stops.ts';
import type { Instant } from '../instant.ts';
import type { RunnerPresence } from '../org/presence.ts';
import type { OrgView } from '../org/org.view.ts';
import type { PlanView } from '../plan/plan.view.ts';
import type { RepoView } from '../repo/repo.view.ts';
import type { RunnerView } from '../runner/runner.view.ts';
import type { TaskState, TaskView } from '../task/task.view.ts';

/** What the web server answers its client under /api; positions are stream sequences. */

export type TaskCounts = Readonly<Partial<Record<TaskState, number>>>;

/** `whole`: all of its tasks are in the snapshot's `tasks`, so that a client can go on folding them. */
export type PlanSummary = PlanView & { readonly counts: TaskCounts; readonly whole: boolean };

export type LiveRunner = RunnerView & { readonly alive: boolean; readonly presence: RunnerPresence | null };

/** Commits in one slice of time, for the time machine at the foot. `marks`: what a person would look for. */
export type Density = {
  /** Of the last commit that is counted. */
  readonly position: number;
  readonly from: Instant;
  readonly bucketMs: number;
  readonly counts: readonly number[];
  readonly marks: readonly {
    readonly at: Instant;
    readonly position: number;
    readonly kind: 'done' | 'failed' | 'person' | 'held';
    readonly label: string;
  }[];
};

/** `GET /api/state`: the read model at `position`; commits after it are folded by the client. */
export type StateSnapshot = {
  readonly org: OrgId;
  /** Whose positions these are. */
  readonly shard: string;
  readonly position: number;
  /** The stream's last position, and how many commits the read model is behind. */
  readonly head: number;
  readonly lag: number;
  readonly plans: readonly PlanSummary[];
  readonly tasks: readonly TaskView[];
  /** Not landed and not sent back, and the last that landed. */
  readonly changes: readonly ChangeView[];
  readonly repos: readonly RepoView[];
  /** The one that the snapshot is of; empty: nothing has happened to it as a whole. */
  readonly orgs: readonly OrgView[];
  readonly runners: readonly LiveRunner[];
  readonly waiting: readonly WaitingItem[];
  readonly lastChange: {
    readonly changeId: ChangeId;
    readonly title: string;
    readonly link: string;
    readonly result: string | null;
  } | null;
};

/** `GET /api/plans/:id`: everything of one plan at `position`. */
export type PlanSnapshot = {
  readonly position: number;
  readonly plan: PlanView;
  readonly tasks: readonly TaskView[];
  readonly attempts: readonly AttemptView[];
  readonly gates: readonly GateView[];
  readonly changes: readonly ChangeView[];
};

/** One commit as `/api/events` gives it; over SSE the frame's id is the position. */
export type EventFrame = { readonly position: number; readonly digest: Digest; readonly commit: Commit };

/** Newest first. `next`: ask with `before` for the page that follows; null at the start of the log. */
export type EventPage = {
  readonly items: readonly EventFrame[];
  readonly next: number | null;
  readonly head: number;
};

/** Lines from `from`; `total` grows while the attempt is at work. */
export type LogPage = {
  readonly from: number;
  readonly lines: readonly LogLine[];
  readonly total: number;
};
