import type { EventFrame, EventPage, OrgId, PlanId, TaskKey } from '@headrace/events';
import {
  follow,
  headPosition,
  isCaughtUp,
  readCommitAt,
  readRange,
  type Broker,
} from '@headrace/events/jetstream';
import { withTicks } from '../http/ticks.ts';
import type { Home } from '../org/home.ts';
import type { Frame } from '../http/sse.ts';

/** A filtered stream still says where it is. */
const POSITION_MS = 5_000;
const AT_ONCE = 16;

type Stored = Pick<EventFrame, 'position' | 'digest' | 'commit'>;

/** The commits of one org, straight from the log. Errors: BrokerError. */
export class EventLog {
  readonly #broker: Broker;
  readonly #home: Home;
  readonly #org: OrgId;

  constructor(broker: Broker, home: Home, org: OrgId) {
    this.#broker = broker;
    this.#home = home;
    this.#org = org;
  }

  /** 0 for an org of which nothing is recorded yet. */
  async head(): Promise<number> {
    const shard = this.#home.shard();
    return shard === null ? 0 : headPosition(this.#broker, shard);
  }

  /** Null: nothing there, or of another org. */
  async commitAt(position: number): Promise<EventFrame | null> {
    const stored = await readCommitAt(this.#broker, this.#home.likely(), position).catch(() => null);
    return stored && stored.commit.org === this.#org ? frameOf(stored) : null;
  }

  /** Newest first, those before a position. The log is read backwards in windows that grow until a page is full. */
  async pageBefore(before: number | null, limit: number, signal: AbortSignal): Promise<EventPage> {
    const head = await this.head();
    let found: EventFrame[] = [];
    let until = Math.min(before === null ? head : before - 1, head);
    for (let width = limit; until > 0 && found.length < limit; width *= 4) {
      const after = Math.max(0, until - width);
      const window: EventFrame[] = [];
      const ours = this.#ours();
      for await (const stored of readRange(this.#broker, ours.shard, { after, until, ...ours, signal }))
        window.push(frameOf(stored));
      found = [...window, ...found];
      until = after;
    }
    const items = found.slice(-limit).reverse();
    const isEnd = until === 0 && found.length <= limit;
    return { items, next: isEnd ? null : (items.at(-1)?.position ?? null), head };
  }

  /** The commits at these positions, in their order. */
  async commitsAt(positions: readonly number[]): Promise<readonly EventFrame[]> {
    const found: (EventFrame | null)[] = [];
    for (let at = 0; at < positions.length; at += AT_ONCE)
      found.push(
        ...(await Promise.all(positions.slice(at, at + AT_ONCE).map((position) => this.commitAt(position)))),
      );
    return found.filter((frame) => frame !== null);
  }

  /** One frame a commit, for ever; every 5 s the position and the head, also where the filter leaves all out. */
  async *frames(
    after: number,
    key: PlanId | TaskKey | null,
    signal: AbortSignal,
  ): AsyncGenerator<Frame, void, undefined> {
    let position = after;
    yield this.#positionFrame(position, await this.head().catch(() => position));
    await this.#home.found(signal);
    const ours = this.#ours();
    const items = follow(this.#broker, ours.shard, { after, ...ours, signal });
    for await (const item of withTicks(items, POSITION_MS, signal)) {
      if (item === 'tick') {
        yield this.#positionFrame(position, await this.head().catch(() => position));
        continue;
      }
      position = Math.max(position, item.position);
      if (isCaughtUp(item)) yield this.#positionFrame(position, position);
      else if (key === null || isOf(item, key)) yield { id: position, data: JSON.stringify(frameOf(item)) };
    }
  }

  #positionFrame = (position: number, head: number): Frame => ({
    id: position,
    event: 'position',
    data: JSON.stringify({ position, head: Math.max(position, head) }),
  });

  #ours() {
    const shard = this.#home.likely();
    return { shard, subjects: [`evt.${shard}.${this.#org}.>`] };
  }
}

const frameOf = ({ position, digest, commit }: Stored): EventFrame => ({ position, digest, commit });

/** Whether a commit touches a plan, or a task of one. */
function isOf({ commit }: Stored, key: string): boolean {
  const [planId, taskId] = key.split('.');
  return commit.events.some((event) => {
    if (!('planId' in event) || event.planId !== planId) return false;
    if (taskId === undefined) return true;
    if ('ordinals' in event && event.ordinals !== undefined) return true; // most likely, and better once too often
    if ('taskIds' in event) return event.taskIds.some((id) => id === taskId);
    return 'taskId' in event && event.taskId === taskId;
  });
}
