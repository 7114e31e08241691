import { readRange, type Broker } from '@headrace/events/jetstream';
import { foldCommit, hostOrg } from './hosted.org.ts';
import type { Orgs } from './service.ts';

/** All orgs of a shard, folded from the first commit to `until`. Errors: BrokerError. */
export async function loadOrgs(
  broker: Broker,
  shard: string,
  until: number,
  signal: AbortSignal,
): Promise<Orgs> {
  const orgs: Orgs = new Map();
  if (until === 0) return orgs;
  for await (const stored of readRange(broker, shard, { after: 0, until, signal })) {
    const { org } = stored.commit;
    const hosted = orgs.get(org) ?? hostOrg(org);
    orgs.set(org, hosted);
    foldCommit(hosted, stored);
  }
  return orgs;
}
