import {
  AttemptId,
  ChangeId,
  CommandAnswer,
  Digest,
  PhaseId,
  PlanId,
  RoleId,
  RunnerId,
  TaskKey,
  PLACE_PATTERN,
  isEventType,
  placeIn,
} from '@headrace/events';
import { z } from 'zod';

/* Pieces of addresses and answers that many routes have. */

export const OfTask = z.object({ key: TaskKey });
export const OfPlan = z.object({ id: PlanId });
export const OfPhase = z.object({ id: PlanId, phase: PhaseId });
export const OfRole = z.object({ id: PlanId, role: RoleId });
export const OfRunner = z.object({ id: RunnerId });
export const OfChange = z.object({ id: ChangeId });
export const OfEvidence = z.object({ sha256: Digest });
export const OfAttempt = z.object({ id: AttemptId });

/** `123`, or `eu:123` to be sure of the shard that is meant; `placeHere` checks it. */
export const Position = z
  .string()
  .regex(PLACE_PATTERN, 'expected a position such as 123 or eu:123')
  .transform((text) => placeIn(text)!);

export const LineNumber = z.coerce.number().int().nonnegative();

/** `?after=`: waits up to 5 s until the read model has what was committed there. */
export const Reading = z.object({ after: Position.optional() });

export const Paging = Reading.extend({
  /** The `next` of the page before. */
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
});

/** `a,b` in an address. */
export const listOf = <T extends z.ZodType<unknown, string>>(item: T) =>
  z
    .string()
    .transform((text) => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(item).max(50));

/** Of an accepted command. `position` null: nothing had to change. */
export const AcceptedAnswer = CommandAnswer.options[0];
export type AcceptedAnswer = z.infer<typeof AcceptedAnswer>;

export const EventName = z.string().refine(isEventType, 'expected the type of an event, such as TaskClaimed');

export const pageAnswer = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    /** Ask with it as `cursor` for the page that follows; null at the end. */
    next: z.string().nullable(),
    /** Of the read model. */
    position: z.number().int(),
  });
