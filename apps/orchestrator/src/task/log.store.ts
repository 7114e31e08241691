import { LogLine, type AttemptId, type LogChunk, type OrgId } from '@headrace/events';
import { isCaughtUp, type LogRef, type Logs } from '@headrace/events/jetstream';
import type { Frame } from '../http/sse.ts';
import { createLru } from '../shard/lru.ts';

export type LogPage = {
  readonly lines: readonly LogLine[];
  /** The line that follows this page; null at the end. */
  readonly next: number | null;
  readonly total: number;
};

const REMEMBERED = 10_000;

/** What agents and gates print, line by line. */
export class LogStore {
  readonly #logs: Logs;
  #next = nothingKnown();
  /** Chunks of one attempt are stored one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(logs: Logs) {
    this.#logs = logs;
  }

  /** Resolves with the line that the store expects next; a chunk that does not begin there is not stored. */
  append(org: OrgId, { attemptId, firstLine, lines }: LogChunk): Promise<number> {
    const ref = { org, attemptId };
    const key = keyOf(ref);
    const before = this.#turns.get(key) ?? Promise.resolve();
    const mine = before.then(() => this.#append(ref, { firstLine, lines }));
    const settled = mine
      .catch(() => this.#next.delete(key))
      .finally(() => {
        if (this.#turns.get(key) === settled) this.#turns.delete(key);
      });
    this.#turns.set(key, settled);
    return mine;
  }

  /** Somebody else may have taken chunks meanwhile. */
  forget(): void {
    this.#next = nothingKnown();
  }

  async page(
    org: OrgId,
    attemptId: AttemptId,
    from: number,
    limit: number,
    gone: AbortSignal,
  ): Promise<LogPage> {
    const ref = { org, attemptId };
    const total = await this.#logs.nextLine(ref);
    const lines: LogLine[] = [];
    let begin = from;
    for await (const chunk of this.#logs.read(ref, from, gone)) {
      if (lines.length === 0) begin = chunk.firstLine; // retention may have removed what stood before
      lines.push(...chunk.lines.map(lineOf));
      if (lines.length >= limit) break;
    }
    const page = lines.slice(0, limit);
    const next = begin + page.length;
    return { lines: page, next: next < total ? next : null, total };
  }

  /** One frame a line, its number as id. `isFollowing`: goes on for ever. */
  async *frames(
    org: OrgId,
    attemptId: AttemptId,
    from: number,
    isFollowing: boolean,
    gone: AbortSignal,
  ): AsyncGenerator<Frame> {
    for await (const chunk of this.#logs.follow({ org, attemptId }, from, gone)) {
      if (isCaughtUp(chunk)) {
        if (!isFollowing) return;
        yield 'pulse';
        continue;
      }
      for (const [i, line] of chunk.lines.entries()) {
        yield { id: String(chunk.firstLine + i), data: JSON.stringify(lineOf(line)) };
      }
    }
  }

  async #append(ref: LogRef, chunk: { firstLine: number; lines: readonly string[] }): Promise<number> {
    const key = keyOf(ref);
    const next = this.#next.get(key)?.line ?? (await this.#logs.nextLine(ref));
    if (chunk.firstLine === next) await this.#logs.append(ref, chunk);
    const line = chunk.firstLine === next ? next + chunk.lines.length : next;
    this.#next.set(key, { line });
    return line;
  }
}

const nothingKnown = () => createLru<string, { line: number }>(REMEMBERED, () => 1);

const keyOf = ({ org, attemptId }: LogRef): string => `${org}/${attemptId}`;

/** What is no line of ours is plain output. */
export function lineOf(text: string): LogLine {
  const parsed = text.startsWith('{') ? LogLine.safeParse(jsonOf(text)) : null;
  return parsed?.success ? parsed.data : { at: '', t: 'out', text };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
