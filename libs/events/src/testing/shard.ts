import { subjectOf, type Commit } from '../commit.ts';
import { encodeCommit } from '../commit.encode.ts';
import { nextLink, type Chain } from '../chain.ts';
import type { CommandId, OrgId } from '../ids.ts';
import { instantOf } from '../instant.ts';
import type { AppendHeaders, ShardWriter } from '../jetstream/shard.writer.ts';
import { sha256Of } from '../jetstream/stored.commit.ts';

/** Small valid commits of one org for tests, chained in the order in which they are made. */
export function commitMaker(org = 'main' as OrgId, chain: Chain = new Map()) {
  return (command: string, planId = 'p'): Commit => {
    const { rev, prev } = nextLink(chain, org);
    const at = instantOf(1_790_000_000_000 + rev);
    const commit = {
      ...{ v: 1, engine: '1', org, rev, at, prev },
      command: { id: command, actor: 'person:ada', type: 'ResumePlan', planId },
      events: [{ type: 'PlanResumed', planId }],
    } as unknown as Commit;
    chain.set(org, { rev, digest: sha256Of(encodeCommit(commit)), at, position: rev });
    return commit;
  };
}

export const appendCommit = (writer: ShardWriter, commit: Commit, shard = 'main'): Promise<number> =>
  writer.append(subjectOf(shard, commit), encodeCommit(commit), headersOf(commit.command.id));

const headersOf = (id: CommandId): AppendHeaders => ({ 'Headrace-Command': id });

/** `count` commits, acknowledged; their command ids are `c1`, `c2`, … */
export async function fill(writer: ShardWriter, count: number, make = commitMaker()): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, i) => appendCommit(writer, make(`c${i + 1}`))));
}
