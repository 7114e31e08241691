import { Placement, type OrgId } from '@headrace/events';
import { placementKeyOf, placementsOf, shardOfOrg, type Bucket } from '@headrace/events/jetstream';
import { ProblemError } from '../http/problem.ts';
import { homeOf } from './placement.ts';

export type PlacementsOptions = {
  readonly control: Pick<Bucket, 'get' | 'look' | 'list' | 'putIf'>;
  /** The shard whose log has commits of an org. */
  readonly loggedIn: (org: OrgId) => Promise<string | null>;
};

/** The records of where orgs live. One never changes, so what was read once is known for ever. */
export class Placements {
  readonly #options: PlacementsOptions;
  readonly #known = new Map<OrgId, string>();
  readonly #settling = new Map<OrgId, Promise<string>>();

  constructor(options: PlacementsOptions) {
    this.#options = options;
  }

  /** Without asking. */
  known = (org: OrgId): string | null => this.#known.get(org) ?? null;

  /** Null: it has not been placed. Errors: BrokerError. */
  async find(org: OrgId): Promise<string | null> {
    const shard = this.known(org) ?? (await shardOfOrg(this.#options.control, org));
    if (shard !== null) this.#known.set(org, shard);
    return shard;
  }

  /** Every org that has been placed. Errors: BrokerError. */
  async all(): Promise<ReadonlyMap<OrgId, string>> {
    const all = await placementsOf(this.#options.control);
    for (const [org, shard] of all) this.#known.set(org, shard);
    return all;
  }

  /** Where it lives from now on: `wanted`, if nobody was faster. Errors: BrokerError, LOG_UNAVAILABLE. */
  async settle(org: OrgId, wanted: string): Promise<string> {
    const known = this.known(org);
    if (known !== null) return known;
    const settling =
      this.#settling.get(org) ?? this.#settle(org, wanted).finally(() => this.#settling.delete(org));
    this.#settling.set(org, settling);
    return settling;
  }

  async #settle(org: OrgId, wanted: string): Promise<string> {
    const { control, loggedIn } = this.#options;
    const key = placementKeyOf(org);
    const entry = await control.look(key); // one that a person has removed has a revision too
    if (entry && entry.value !== null) return this.#learnt(org, Placement.parse(entry.value).shard);
    const shard = homeOf({ recorded: null, logged: await loggedIn(org) }, wanted);
    const made = await control.putIf(key, { shard } satisfies Placement, entry?.revision ?? 0);
    if (made !== null) return this.#learnt(org, shard);
    const theirs = await this.find(org);
    if (theirs === null)
      throw new ProblemError('LOG_UNAVAILABLE', `Somebody removes the placement of ${org}`);
    return theirs;
  }

  #learnt(org: OrgId, shard: string): string {
    this.#known.set(org, shard);
    return shard;
  }
}
