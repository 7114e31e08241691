import type { Commit, Event, EvidenceRef, Ref, Text } from '@headrace/events';
import { createLru } from './lru.ts';
import type { Stored } from './shard.ts';

export type RecallSources = {
  /** Throws when there is none. */
  readonly commitAt: (position: number) => Promise<{ readonly commit: Commit; readonly bytes: Uint8Array }>;
  /** null: it is not there, or was redacted. */
  readonly evidence: (ref: EvidenceRef) => Promise<Uint8Array | null>;
};

/** What state only names: events by their place, texts by their digest. */
export type Recall = {
  /** What has just been stored need not be read back. */
  remember(stored: Pick<Stored, 'position' | 'events'>): void;
  event(ref: Ref): Promise<Event>;
  text(text: Text): Promise<string>;
};

const COMMIT_CACHE_BYTES = 64 * 2 ** 20;
const TEXT_CACHE_CHARACTERS = 8 * 2 ** 20;
/** A task that somebody waits for is claimed in the commit that adds it, and its runner is told of it at once. */
const REMEMBERED_EVENTS = 1_000;

/** Both never change, so they are kept as long as there is room. */
export function createRecall({ commitAt, evidence }: RecallSources): Recall {
  type Found = Awaited<ReturnType<RecallSources['commitAt']>>;
  const commits = createLru<number, Found>(COMMIT_CACHE_BYTES, ({ bytes }) => bytes.length);
  const remembered = createLru<number, Stored['events']>(REMEMBERED_EVENTS, ({ length }) => length);
  const texts = createLru<string, string>(TEXT_CACHE_CHARACTERS, (text) => text.length + 64);
  /** A claim of many tasks asks for one commit as many times at once. */
  const underWay = new Map<number, Promise<Found>>();

  const read = (position: number): Promise<Found> => {
    const reading = commitAt(position).finally(() => underWay.delete(position));
    underWay.set(position, reading);
    return reading;
  };

  const commitOf = async (position: number): Promise<Commit> => {
    const known = commits.get(position);
    const found = known ?? (await (underWay.get(position) ?? read(position)));
    if (!known) commits.set(position, found);
    return found.commit;
  };

  return {
    remember: ({ position, events }) => remembered.set(position, events),
    async event({ position, index }) {
      const events = remembered.get(position) ?? (await commitOf(position)).events;
      const event = events[index];
      if (!event) throw new Error(`#${position} has no event ${index}`);
      return event;
    },
    async text(text) {
      if (typeof text === 'string') return text;
      const known = texts.get(text.sha256);
      if (known !== undefined) return known;
      const bytes = await evidence(text);
      if (!bytes) return `[evidence ${text.sha256} is not there any more]`;
      const found = new TextDecoder().decode(bytes);
      texts.set(text.sha256, found);
      return found;
    },
  };
}
