import { hasOffer, runnerOf } from '@headrace/engine';
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

/** Gives tasks to runners that ask, at once or as soon as there is one. */
export class Claims {
  readonly #shard: Shard;
  readonly #room: WaitingRoom;
  readonly #signs: LifeSigns;
  readonly #leaseMs: number;

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
    const attempt = () => this.#take(ask);
    let claimed: readonly AttemptId[] | null = await attempt();
    while (claimed?.length === 0) {
      claimed = await this.#room.wait({
        org,
        untilMs,
        gone,
        attempt,
        isWorthIt: (state) => hasOffer(state, offer) || Boolean(runnerOf(state, runnerId)?.draining),
      });
    }
    return claimed ?? [];
  }

  /** One command takes tasks of one plan only, so there may have to be several until the slots are filled. */
  async #take({ org, request, sender, id }: ClaimAsk): Promise<readonly AttemptId[]> {
    const claimed: AttemptId[] = [];
    for (let k = 0; claimed.length < request.slots; k++) {
      const command = this.#commandOf(request, request.slots - claimed.length);
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
