import { createOrg, type OrgState } from '@headrace/engine';
import type { Instant, OrgId, Place } from '@headrace/events';
import { instantOf, placeWord } from '@headrace/events';
import { headPosition, readRange, type Broker } from '@headrace/events/jetstream';
import { setImmediate as breath } from 'node:timers/promises';
import { placeHere } from '../http/place.here.ts';
import { ProblemError } from '../http/problem.ts';
import { foldEvents } from './hosted.org.ts';

/** `commits`: how many were folded, which is what the answer costs. */
export type Past = { readonly state: OrgState; readonly at: Instant; readonly commits: number };

/** Commits that are folded before others get their turn. */
const SLICE = 500;

/** An org as it stood at a position, folded anew for each question, one question at a time: the past is seldom asked. */
export class History {
  readonly #broker: Broker;
  readonly #shard: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(broker: Broker, shard: string) {
    this.#broker = broker;
    this.#shard = shard;
  }

  /** Throws POSITION_ELSEWHERE. */
  positionOf = (place: Place): number => placeHere(place, this.#shard, 'at');

  /** Throws QUERY_INVALID for a position that is still to come; BrokerError; the signal's reason. */
  at(org: OrgId, position: number, signal: AbortSignal): Promise<Past> {
    const mine = this.#last.then(() => this.#fold(org, position, signal));
    this.#last = mine.catch(() => undefined); // it is answered to who asked
    return mine;
  }

  async #fold(org: OrgId, position: number, signal: AbortSignal): Promise<Past> {
    signal.throwIfAborted();
    const head = await headPosition(this.#broker, this.#shard);
    if (position > head)
      throw new ProblemError(
        'QUERY_INVALID',
        `${placeWord(position, this.#shard)} is still to come: the log ends at ${placeWord(head, this.#shard)}`,
        {
          path: 'at',
          expected: `at most ${head}`,
        },
      );
    const state = createOrg(org);
    const subjects = [`evt.${this.#shard}.${org}.>`];
    let at = instantOf(0);
    let folded = 0;
    for await (const stored of readRange(this.#broker, this.#shard, {
      after: 0,
      until: position,
      subjects,
      signal,
    })) {
      foldEvents(state, stored.commit, stored.position);
      at = stored.commit.at;
      folded += 1;
      if (folded % SLICE === 0) await breath();
    }
    return { state, at, commits: folded };
  }
}
