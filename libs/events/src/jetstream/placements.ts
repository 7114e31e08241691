import { Placement } from '../org/placement.ts';
import type { OrgId } from '../ids.ts';
import type { Broker } from './broker.ts';
import type { Bucket } from './bucket.ts';
import { hasCommits } from './event.reader.ts';
import { placementKeyOf } from './subjects.ts';

/* What the control bucket says of orgs and shards. Errors: those of the bucket. */

/** The shard that an org lives in; null: it has not been placed. */
export async function shardOfOrg(control: Pick<Bucket, 'get'>, org: OrgId): Promise<string | null> {
  const entry = await control.get(placementKeyOf(org));
  return entry && Placement.parse(entry.value).shard;
}

/** Every org that has been placed, with its shard. */
export async function placementsOf(control: Pick<Bucket, 'list'>): Promise<ReadonlyMap<OrgId, string>> {
  const entries = await control.list('org');
  return new Map(entries.map(({ key, value }) => [nameIn(key) as OrgId, Placement.parse(value).shard]));
}

/** Every shard that has ever had a writer. */
async function shardsOf(control: Pick<Bucket, 'list'>): Promise<readonly string[]> {
  const entries = await control.list('writer');
  return entries.map(({ key }) => nameIn(key));
}

/** The shard whose log has commits of an org, which may be older than its record; null: none has. */
export async function shardLogging(broker: Broker, control: Bucket, org: OrgId): Promise<string | null> {
  for (const shard of await shardsOf(control)) if (await hasCommits(broker, shard, org)) return shard;
  return null;
}

const nameIn = (key: string): string => key.slice(key.indexOf('.') + 1);
