import { ENGINE_VERSION } from '@headrace/engine';
import {
  COMMIT_VERSION,
  batchCommand,
  encodeDecisions,
  type CommitHead,
  type Decided,
  type Digest,
  type Event,
} from '@headrace/events';
import { sha256Of, type AppendHeaders } from '@headrace/events/jetstream';
import type { Recorded } from './decision.ts';
import type { HostedOrg } from './hosted.org.ts';

/** Characters of decisions in one commit, unless one alone has more: what everyone who follows the log reads at once. */
const MAX_LENGTH = 64 * 1024;

export type BatchPlace = Pick<CommitHead, 'at'> & {
  readonly hosted: HostedOrg;
  readonly subject: string;
  readonly position: number;
};

/** The next commit of an org, while decisions still come to it. */
export class Batch {
  readonly place: BatchPlace;
  readonly head: CommitHead;
  readonly #decided: Decided[] = [];
  readonly #encoded: Recorded['encoded'][] = [];
  #events = 0;
  #length = 0;

  constructor(place: BatchPlace) {
    const { at, hosted } = place;
    this.place = place;
    this.head = {
      ...{ v: COMMIT_VERSION, engine: ENGINE_VERSION, org: hosted.org },
      ...{ rev: hosted.rev + 1, at, prev: hosted.head },
    };
  }

  /** Whether a decision about `subject` belongs here and fits. */
  takes({ hosted, subject }: Pick<BatchPlace, 'hosted' | 'subject'>, { encoded }: Recorded): boolean {
    const { place } = this;
    if (hosted !== place.hosted || subject !== place.subject) return false;
    return this.#length + lengthOf(encoded) <= MAX_LENGTH;
  }

  add({ command, events, encoded }: Recorded): Decided {
    const decided = { command, events, first: this.#events };
    this.#decided.push(decided);
    this.#encoded.push(encoded);
    this.#events += events.length;
    this.#length += lengthOf(encoded);
    return decided;
  }

  /** In order. */
  decided = (): readonly Decided[] => this.#decided;

  events = (): readonly Event[] => this.#decided.flatMap(({ events }) => events);

  /** What is stored, and its SHA-256. */
  encode(): { readonly bytes: Uint8Array; readonly digest: Digest } {
    const bytes = encodeDecisions(this.head, this.#encoded);
    return { bytes, digest: sha256Of(bytes) };
  }

  /** Repeats who asked for what, for people and filters. */
  headers(): AppendHeaders {
    const commands = this.#decided.map(({ command }) => command);
    const { id, type } = commands.length === 1 ? commands[0]! : batchCommand(this.head.rev);
    return {
      'Headrace-Command': id,
      'Headrace-Type': type,
      'Headrace-Actor': distinct(commands.map(({ actor }) => actor)),
      'Headrace-Events': distinct(this.events().map(({ type }) => type)),
    };
  }
}

const distinct = (words: readonly string[]): string => [...new Set(words)].join(',');

const lengthOf = ({ command, events }: Recorded['encoded']): number => command.length + events.length;
