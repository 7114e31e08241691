import type { OrgId } from '@headrace/events';
import { BrokerError } from '@headrace/events/jetstream';
import { ProblemError } from '../http/problem.ts';
import type { Home } from '../shard/service.ts';
import type { Shard } from '../shard/shard.ts';
import type { Writers } from '../shard/writers.ts';
import type { Placements } from './placements.ts';

export type DirectoryOptions = {
  /** The shard of this process. */
  readonly own: string;
  readonly placements: Placements;
  readonly writers: Pick<Writers, 'addressOf'>;
  readonly isFolded: Shard['has'];
};

/** Which orgs are answered here, and where the others are. Errors: LOG_UNAVAILABLE where a record cannot be read. */
export class Directory implements Home {
  readonly #options: DirectoryOptions;

  constructor(options: DirectoryOptions) {
    this.#options = options;
  }

  isOurs = (org: OrgId): boolean => this.#options.placements.known(org) === this.#options.own;

  /** Whether it is known, without asking, that another shard has it. */
  isElsewhere(org: OrgId): boolean {
    const home = this.#homeOf(org);
    return home !== null && home !== this.#options.own;
  }

  /** Asks where it has to. Null: it has not been placed, or that cannot be read at the moment. */
  async livesHere(org: OrgId): Promise<boolean | null> {
    await this.learn(org)?.catch(() => undefined);
    const home = this.#homeOf(org);
    return home === null ? null : home === this.#options.own;
  }

  /** Null at once where the org is known already, so that nobody waits for nothing. */
  learn(org: OrgId): Promise<unknown> | null {
    return this.#homeOf(org) === null ? readable(this.#options.placements.find(org)) : null;
  }

  /** Where it is written. An org that has not been placed is asked for here. */
  writerOf(org: OrgId): string | null {
    const { writers, own } = this.#options;
    return writers.addressOf(this.#homeOf(org) ?? own);
  }

  async settle(org: OrgId): Promise<void> {
    const { placements, own } = this.#options;
    const home = await readable(placements.settle(org, own));
    if (home !== own) throw new ProblemError('STEPPED_DOWN', `${org} lives in ${home}`);
  }

  /**
   * Of a log from before there were records: it makes them. Gives the orgs that are recorded in another shard all the
   * same, which only a person can have done.
   */
  async claim(folded: readonly OrgId[]): Promise<readonly OrgId[]> {
    const { placements, own } = this.#options;
    const isKnown = folded.every((org) => placements.known(org) !== null);
    if (!isKnown) await readable(placements.all());
    for (const org of folded) await readable(placements.settle(org, own));
    return folded.filter((org) => !this.isOurs(org));
  }

  /** Records of an org are older than its commits, but for those of logs from before there were records. */
  #homeOf(org: OrgId): string | null {
    const { placements, isFolded, own } = this.#options;
    return placements.known(org) ?? (isFolded(org) ? own : null);
  }
}

async function readable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (thrown) {
    if (thrown instanceof BrokerError) throw new ProblemError('LOG_UNAVAILABLE', thrown.message);
    throw thrown;
  }
}
