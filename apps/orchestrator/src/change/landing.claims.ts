import { landingWaiting, type OrgState } from '@headrace/engine';
import {
  instantOf,
  type ChangeId,
  type ClaimLanding,
  type CommandId,
  type LandingClaimRequest,
  type OrgId,
  type RepoId,
} from '@headrace/events';
import { refused } from '../http/problem.ts';
import type { LifeSigns } from '../runner/life.signs.ts';
import type { Shard } from '../shard/shard.ts';
import type { Sender } from '../shard/submission.ts';
import type { WaitingRoom } from '../shard/waiting.room.ts';

export type LandingAsk = {
  readonly org: OrgId;
  readonly request: LandingClaimRequest;
  readonly sender: Sender;
  /** The same one again is answered with the same landing. */
  readonly id: string;
  readonly gone: AbortSignal;
};

export type ClaimedLanding = { readonly changeId: ChangeId; readonly fence: number };

/** Gives the head of a landing queue to a runner that asks, at once or as soon as there is one. */
export class LandingClaims {
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

  /** null after `waitMs`, or when the runner has gone. Throws ProblemError. */
  async claim(ask: LandingAsk): Promise<ClaimedLanding | null> {
    const { org, gone, request } = ask;
    const untilMs = Date.now() + request.waitMs;
    const attempt = async () => ({ claimed: await this.#take(ask) });
    const isWorthIt = (state: OrgState) => landingWaiting(state, meant(request.repos, state));
    let answer: { claimed: ClaimedLanding | null } | null = await attempt();
    while (answer?.claimed === null) {
      answer = await this.#room.wait({ org, untilMs, gone, attempt, isWorthIt });
    }
    return answer?.claimed ?? null;
  }

  async #take({ org, request, sender, id }: LandingAsk): Promise<ClaimedLanding | null> {
    const { runnerId } = request;
    const repos = await this.#shard.look(org, (state) => [...meant(request.repos, state)]);
    const command: ClaimLanding = { type: 'ClaimLanding', runnerId, repos, leaseMs: this.#leaseMs };
    const outcome = await this.#shard.submit(org, { id: id as CommandId, command, sender });
    if (!outcome.ok) throw refused(outcome.error);
    const event = outcome.value.events.find(({ type }) => type === 'LandingClaimed');
    if (event?.type !== 'LandingClaimed') return null;
    this.#signs.seen(org, event.changeId, event.fence, instantOf(Date.now()));
    return { changeId: event.changeId, fence: event.fence };
  }
}

/** Who names none means all that there are. */
const meant = (repos: readonly RepoId[], state: OrgState): readonly RepoId[] =>
  repos.length > 0 ? repos : [...state.repos.keys()];
