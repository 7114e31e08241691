import type { Command, Stamp, Stamped } from '../command.ts';
import type { ErrorCode } from '../errors.ts';
import type { Event, Recorded } from '../event.ts';
import type { Actor, CommandId } from '../ids.ts';
import type { Refusal } from '../refusal.ts';
import type { Result } from '../result.ts';
import { momentOf, recordedFrom } from './recorded.ts';

/** What is specified: a decider with its state. `evolve` changes the state in place. */
type Subject<S> = {
  readonly initial: () => S;
  readonly evolve: (state: S, recorded: Recorded) => void;
  readonly decide: (command: Stamped, state: S) => Result<readonly Event[], Refusal>;
};

/** An event, or as much of it as the sentence is about. */
type Expected = { readonly [E in Event as E['type']]: Partial<E> & Pick<E, 'type'> }[Event['type']];

type Outcome = {
  readonly then: (...events: readonly Expected[]) => void;
  readonly thenNothing: () => void;
  readonly thenRefused: (code: ErrorCode, refusal?: Partial<Refusal>) => void;
};

type History = Event | readonly Event[];

/**
 * Sentences about a decider: given events, when a command, then events. Each event of the past is a commit of its own, a
 * second after the one before; the command comes a second after the last. `stamp` says what else matters of the command.
 */
export const specification =
  <S>({ initial, evolve, decide }: Subject<S>) =>
  (
    ...history: readonly History[]
  ): { readonly when: (command: Command, stamp?: Partial<Stamp>) => Outcome } => ({
    when: (command, stamp = {}) => {
      const past = recordedFrom(history.flat());
      const state = initial();
      for (const recorded of past) evolve(state, recorded);
      const stamped = { ...usualStamp(past.length + 1), ...command, ...stamp };
      return outcomeOf(decide(stamped, state));
    },
  });

const usualStamp = (position: number) => ({
  id: `command-${position}` as CommandId,
  actor: 'person:ada' as Actor,
  at: momentOf(position),
});

const outcomeOf = (decision: Result<readonly Event[], Refusal>): Outcome => ({
  then: (...events) => expect(caused(decision)).toMatchObject(events),
  thenNothing: () => expect(caused(decision)).toEqual([]),
  thenRefused: (code, refusal = {}) =>
    expect(decision.ok ? { caused: decision.value } : decision.error).toMatchObject({ code, ...refusal }),
});

/** A refusal stands in the place of the events, so that a failing test shows it. */
const caused = (decision: Result<readonly Event[], Refusal>): unknown =>
  decision.ok ? decision.value : { refused: decision.error };
