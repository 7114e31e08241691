import type { OrgId } from '@headrace/events';
import { isFresh, writerKeyOf, type Bucket } from '@headrace/events/jetstream';
import { WriterClaim } from '../shard/leadership.ts';
import { refusalOf } from './placement.ts';
import type { PlacedOrg } from './placement.routes.ts';
import type { Placements } from './placements.ts';

export type PlacementDeskOptions = {
  readonly placements: Placements;
  readonly control: Pick<Bucket, 'get'>;
  readonly loggedIn: (org: OrgId) => Promise<string | null>;
  /** Of a shard. */
  readonly headOf: (shard: string) => Promise<number>;
};

/** A writer renews its claim every 500 ms; the rest is for clocks that differ. */
const STALE_MS = 10_000;

/** What an admin asks about where orgs live. Errors: BrokerError. */
export class PlacementDesk {
  readonly #options: PlacementDeskOptions;

  constructor(options: PlacementDeskOptions) {
    this.#options = options;
  }

  async list(): Promise<readonly PlacedOrg[]> {
    const all = await this.#options.placements.all();
    const shards = [...new Set(all.values())];
    const standings = new Map(
      await Promise.all(shards.map(async (shard) => [shard, await this.#standingOf(shard)] as const)),
    );
    return [...all].sort().map(([org, shard]) => ({ org, shard, ...standings.get(shard)! }));
  }

  /** Throws ProblemError: ORG_ELSEWHERE, SHARD_NOT_SERVED. */
  async place(org: OrgId, wanted: string): Promise<void> {
    const { placements, loggedIn } = this.#options;
    const recorded = await placements.find(org);
    const wish = { org, wanted, recorded, logged: recorded === null ? await loggedIn(org) : null };
    const refusal = refusalOf({ ...wish, isServed: (await this.#claimOf(wanted)) !== null });
    if (refusal) throw refusal;
    const late = refusalOf({ ...wish, recorded: await placements.settle(org, wanted), isServed: true });
    if (late) throw late; // somebody was faster
  }

  async #standingOf(shard: string): Promise<Pick<PlacedOrg, 'writer' | 'position'>> {
    const [claim, position] = await Promise.all([
      this.#claimOf(shard),
      this.#options.headOf(shard).catch(() => null),
    ]);
    return { writer: claim?.address ?? null, position };
  }

  async #claimOf(shard: string): Promise<WriterClaim | null> {
    const entry = await this.#options.control.get(writerKeyOf(shard));
    if (!entry || !isFresh(entry, Date.now(), STALE_MS)) return null;
    return WriterClaim.safeParse(entry.value).data ?? null;
  }
}
