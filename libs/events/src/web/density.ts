import type { EventType } from '../event.ts';
import { epochMs, type Instant } from '../instant.ts';
import type { Density } from './web.http.ts';

/** One commit, as little of it as a time machine needs; `keys` are the plans and tasks that it touched. */
export type Moment = {
  readonly at: Instant;
  readonly position: number;
  readonly actor: string;
  readonly eventTypes: readonly string[];
  readonly keys: readonly string[];
};

export type Mark = Density['marks'][number];

const BUCKETS = 139;
const LEAST_BUCKET_MS = 500;

/** `moments` from old to new, up to `now`. */
export function densityOf(moments: readonly Moment[], now: Instant): Density {
  const from = moments[0]?.at ?? now;
  const bucketMs = Math.max(LEAST_BUCKET_MS, Math.ceil((epochMs(now) - epochMs(from)) / BUCKETS));
  const bucketOf = ({ at }: Moment) => Math.max(0, Math.floor((epochMs(at) - epochMs(from)) / bucketMs));
  const counts = new Array<number>(Math.max(0, ...moments.map(bucketOf)) + 1).fill(0);
  for (const moment of moments) counts[bucketOf(moment)]! += 1;
  const position = moments.at(-1)?.position ?? 0;
  return { position, from, bucketMs, counts, marks: moments.flatMap((moment) => markOf(moment) ?? []) };
}

/** What a person would look for later: a failure, what a person did, a hold, a landing. */
export function markOf({ at, position, actor, eventTypes, keys }: Moment): Mark | null {
  const states = (types: readonly EventType[]) => types.some((type) => eventTypes.includes(type));
  const isPerson = /^(person|admin):/.test(actor);
  const kind = kinds.find(([types, by]) => states(types) && (by === 'anybody' || isPerson))?.[2];
  if (!kind) return null;
  const task = keys.find((key) => key.includes('.')) ?? keys[0] ?? '';
  return { at, position, kind, label: task.slice(task.indexOf('.') + 1) };
}

const kinds: readonly (readonly [readonly EventType[], 'anybody' | 'person', Mark['kind']])[] = [
  [['TaskFailed', 'LandingFailed'], 'anybody', 'failed'],
  [['ChangeReviewed', 'TaskSplit', 'SplitRejected', 'TaskRetried'], 'person', 'person'],
  [['PlanPaused', 'PlanResumed', 'PhaseOpened', 'TaskReleased', 'TasksCancelled'], 'person', 'person'],
  [['SplitProposed'], 'anybody', 'person'],
  [['TaskHeld', 'ClaimExpired'], 'anybody', 'held'],
  [['ChangeLanded'], 'anybody', 'done'],
];
