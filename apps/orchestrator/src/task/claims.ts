import { hasOffer, offersFor, runnerOf, type OrgState } from '@headrace/engine';
import {
  instantOf,
  type AttemptId,
  type ClaimRequest,
  type ClaimTasks,
  type CommandId,
  type OrgId,
} from '@headrace/events';
import { refused } from '../http/problem.ts';
import type { LifeSigns } from '../runner/life.signs.ts';
import type { Shard } from '../shard/shard.ts';
import type { Sender } from '../shard/submission.ts';
import type { WaitingRoom } from '../shard/waiting.room.ts';

export type ClaimAsk = {
  readonly org: OrgId;
  readonly request: ClaimRequest;
  readonly sender: Sender;
  /** The same one again is answered with the same attempts: the answer may have been lost on the way. */
  readonly id: string;
  readonly gone: AbortSignal;
};

/** More need not be counted to spread them. */
const MOST_COUNTED = 256;

/** Gives tasks to runners that ask, at once or as soon as there is one. */
export class Claims {
  readonly #shard: Shard;
  readonly #room: WaitingRoom;
  readonly #signs: LifeSigns;
  readonly #leaseMs: number;
  /** By org and runner: since when it has been given nothing, over all its questions. */
  readonly #idleSince = new Map<string, number>();

  constructor(shard: Shard, room: WaitingRoom, signs: LifeSigns, leaseMs: number) {
    this.#shard = shard;
    this.#room = room;
    this.#signs = signs;
    this.#leaseMs = leaseMs;
  }

  /** Up to `slots` attempts; none after `waitMs`, or when the runner has gone. Throws ProblemError. */
  async claim(ask: ClaimAsk): Promise<readonly AttemptId[]> {
    const untilMs = Date.now() + ask.request.waitMs;
    const { org, gone } = ask;
    const { roles, agents, labels, runnerId } = ask.request;
    const offer = { roles, agents, labels, runnerId };
    const key = `${org}/${runnerId}`;
    const sinceMs = this.#idleSince.get(key) ?? Date.now();
    this.#idleSince.set(key, sinceMs);
    const attempt = () => this.#take(ask);
    const isWorthIt = (state: OrgState) =>
      hasOffer(state, runnerId, offer) || Boolean(runnerOf(state, runnerId)?.draining);
    const state = this.#shard.guess(org);
    const wouldJumpQueue =
      ask.request.waitMs > 0 && state !== null && isWorthIt(state) && this.#room.rivals(org) > 0;
    let claimed: readonly AttemptId[] | null = wouldJumpQueue ? [] : await attempt();
    while (claimed?.length === 0) {
      claimed = await this.#room.wait({ org, untilMs, gone, sinceMs, attempt, isWorthIt });
    }
    if (claimed?.length) this.#idleSince.delete(key);
    return claimed ?? [];
  }

  /** As much as is its part where others wait as well: what one runner would take alone is spread over all of them. */
  #shareOf(org: OrgId, { runnerId, slots, roles, agents, labels }: ClaimRequest): number {
    const rivals = this.#room.rivals(org);
    const state = rivals > 0 ? this.#shard.guess(org) : null;
    if (!state) return slots;
    const most = Math.min(MOST_COUNTED, slots * (rivals + 1));
    const offered = offersFor(state, runnerId, { roles, agents, labels }, most);
    return Math.max(1, Math.min(slots, Math.ceil(offered / (rivals + 1))));
  }

  /** One command takes tasks of one plan only, so there may have to be several until the slots are filled. */
  async #take({ org, request, sender, id }: ClaimAsk): Promise<readonly AttemptId[]> {
    const claimed: AttemptId[] = [];
    const slots = this.#shareOf(org, request);
    for (let k = 0; claimed.length < slots; k++) {
      const command = this.#commandOf(request, slots - claimed.length);
      const outcome = await this.#shard.submit(org, { id: `${id}.${k}` as CommandId, command, sender });
      if (!outcome.ok) throw refused(outcome.error);
      const events = outcome.value.events.filter((event) => event.type === 'TaskClaimed');
      if (events.length === 0) break;
      for (const { attemptId, fence } of events) {
        this.#signs.seen(org, attemptId, fence, instantOf(Date.now()));
        claimed.push(attemptId);
      }
    }
    return claimed;
  }

  #commandOf({ runnerId, roles, agents, labels }: ClaimRequest, slots: number): ClaimTasks {
    return { type: 'ClaimTasks', runnerId, roles, agents, labels, slots, leaseMs: this.#leaseMs };
  }
}
