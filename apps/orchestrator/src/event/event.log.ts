import {
  placeText,
  type Commit,
  type Digest,
  type EventType,
  type Instant,
  type OrgId,
  type Place,
} from '@headrace/events';
import { follow, headPosition, isCaughtUp, readRange, type Broker } from '@headrace/events/jetstream';
import { placeHere } from '../http/place.here.ts';
import type { Frame } from '../http/sse.ts';
import { withTicks } from './ticks.ts';

export type EventItem = {
  readonly position: number;
  readonly at: Instant;
  readonly digest: Digest;
  readonly commit: Commit;
};

export type EventFilter = {
  readonly org: OrgId;
  readonly kind?: string | undefined;
  readonly id?: string | undefined;
  readonly types?: readonly EventType[] | undefined;
};

export type EventPage = {
  readonly items: readonly EventItem[];
  readonly next: number | null;
  readonly head: number;
  readonly shard: string;
};

type Range = { readonly after: number; readonly until?: number | undefined; readonly limit: number };

/** Null: it has not been placed. */
type LivesHere = (org: OrgId) => Promise<boolean | null>;

const POSITION_MS = 5_000;

/** The commits of one org as readers get them. */
export class EventLog {
  readonly #broker: Broker;
  readonly #shard: string;
  readonly #livesHere: LivesHere;

  constructor(broker: Broker, shard: string, livesHere: LivesHere) {
    this.#broker = broker;
    this.#shard = shard;
    this.#livesHere = livesHere;
  }

  /** Throws POSITION_ELSEWHERE. `path`: where it was named. */
  positionOf = (place: Place, path: string): number => placeHere(place, this.#shard, path);

  async page(filter: EventFilter, { after, until, limit }: Range, signal: AbortSignal): Promise<EventPage> {
    const head = await headPosition(this.#broker, this.#shard);
    const end = Math.min(until ?? head, head);
    const items: EventItem[] = [];
    for await (const stored of readRange(this.#broker, this.#shard, {
      after,
      until: end,
      ...this.#of(filter),
      signal,
    })) {
      if (!fits(filter, stored.subject, stored.commit)) continue;
      items.push(itemOf(stored));
      if (items.length === limit) return { items, next: stored.position, head, shard: this.#shard };
    }
    return { items, next: null, head, shard: this.#shard };
  }

  /**
   * One frame a commit, for ever. What the filter leaves out moves the position too, which is sent every 5 s: a reader
   * that comes again has not to be sent through all of that once more. It ends for who asked for an org before that was
   * placed in another shard: there its commits are.
   */
  async *frames(filter: EventFilter, after: number, signal: AbortSignal): AsyncGenerator<Frame> {
    let position = after;
    const idOf = (last: number) => placeText({ shard: this.#shard, position: last });
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal]);
    const items = follow(this.#broker, this.#shard, { after, ...this.#of(filter), signal: until });
    for await (const item of withTicks(items, POSITION_MS, until)) {
      if (item === 'tick') {
        const isHere = await this.#livesHere(filter.org);
        if (isHere === false) over.abort();
        if (!isHere)
          yield 'pulse'; // a position of ours would mislead who goes on with it elsewhere
        else yield { id: idOf(position), event: 'position', data: JSON.stringify({ position }) };
        continue;
      }
      position = Math.max(position, item.position);
      if (isCaughtUp(item) || !fits(filter, item.subject, item.commit)) continue;
      yield { id: idOf(position), data: JSON.stringify(itemOf(item)) };
    }
  }

  /** The server sorts out other orgs; kinds and types are looked at here, so that positions stay exact. */
  #of = ({ org }: EventFilter) => ({ subjects: [`evt.${this.#shard}.${org}.>`] });
}

/** `evt.<shard>.<org>.<kind>.<id>` */
function fits({ kind, id, types }: EventFilter, subject: string, { events }: Commit): boolean {
  const [, , , ofKind, ofId] = subject.split('.');
  if (kind !== undefined && kind !== ofKind) return false;
  if (id !== undefined && id !== ofId) return false;
  return !types?.length || events.some(({ type }) => types.includes(type));
}

type Stored = { readonly position: number; readonly digest: Digest; readonly commit: Commit };

const itemOf = ({ position, digest, commit }: Stored): EventItem => ({
  position,
  at: commit.at,
  digest,
  commit,
});
