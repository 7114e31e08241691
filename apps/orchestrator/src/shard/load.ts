import { readRange, type Broker } from '@headrace/events/jetstream';
import { noSnapshots, type Snapshots } from '../snapshot/snapshots.ts';
import { foldCommit, hostOrg } from './hosted.org.ts';
import type { Orgs } from './service.ts';

/** All orgs of a shard, folded from the last snapshot or the first commit to `until`. Errors: BrokerError. */
export async function loadOrgs(
  broker: Broker,
  shard: string,
  until: number,
  signal: AbortSignal,
  snapshots: Snapshots = noSnapshots,
): Promise<Orgs> {
  if (until === 0) return new Map();
  const snapshot = await snapshots.last(until);
  const orgs: Orgs = new Map(snapshot?.orgs.map((hosted) => [hosted.org, hosted]));
  const after = snapshot?.position ?? 0;
  for await (const stored of readRange(broker, shard, { after, until, signal })) {
    const { org } = stored.commit;
    const hosted = orgs.get(org) ?? hostOrg(org);
    orgs.set(org, hosted);
    foldCommit(hosted, stored);
  }
  return orgs;
}
