import { openLease, type Lease, type LeaseOptions } from './lease.ts';

type Own = Pick<LeaseOptions, 'shard'> & { readonly lease: Lease };

/** Where every shard is written. Another one is looked at as its own standbys do, from the first question on. */
export class Writers {
  readonly #leases: Map<string, Lease>;
  readonly #own: Own;
  readonly #look: Omit<LeaseOptions, 'shard'>;

  constructor(own: Own, look: Omit<LeaseOptions, 'shard'>) {
    this.#own = own;
    this.#look = look;
    this.#leases = new Map([[own.shard, own.lease]]);
  }

  /** Null: nowhere at the moment, or it is not known yet. */
  addressOf(shard: string): string | null {
    const lease = this.#leases.get(shard) ?? openLease({ ...this.#look, shard });
    this.#leases.set(shard, lease);
    return lease.holder()?.address ?? null;
  }

  /** Stops looking at the others. */
  async close(): Promise<void> {
    const others = [...this.#leases].filter(([shard]) => shard !== this.#own.shard);
    await Promise.all(others.map(([, lease]) => lease.close()));
  }
}
