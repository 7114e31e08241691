import { z } from 'zod';
import { AccountEvent } from './account/account.events.ts';
import { AttemptEvent } from './attempt/attempt.events.ts';
import { ChangeEvent } from './change/change.events.ts';
import type { Actor, CommandId } from './ids.ts';
import type { Instant } from './instant.ts';
import { OrgEvent } from './org/org.events.ts';
import { PlanEvent } from './plan/plan.events.ts';
import { RepoEvent } from './repo/repo.events.ts';
import { RunnerEvent } from './runner/runner.events.ts';
import { TaskEvent } from './task/task.events.ts';

export const Event = z.discriminatedUnion('type', [
  OrgEvent,
  RepoEvent,
  RunnerEvent,
  PlanEvent,
  TaskEvent,
  AttemptEvent,
  ChangeEvent,
  AccountEvent,
]);
export type Event = z.infer<typeof Event>;
export type EventType = Event['type'];

/** Where an event stands: the commit's stream sequence and the event's index in it. */
export type Ref = { readonly position: number; readonly index: number };

/** An event as folds get it. */
export type Recorded<E extends Event = Event> = {
  readonly event: E;
  readonly at: Instant;
  readonly ref: Ref;
  /** The command that caused it. Deciders know a repetition of what ended an attempt by it; views may ignore it. */
  readonly by?: CommandId;
  /** Who sent it. Deciders know by it whose work a change is; views may ignore it. */
  readonly actor?: Actor;
};
