import { placeWord } from '@headrace/events';
import type { Command } from 'commander';
import { contextOf, type Context } from '../terminal/context.ts';
import { table } from '../terminal/print.ts';

type PlacedOrg = {
  readonly org: string;
  readonly shard: string;
  readonly writer: string | null;
  readonly position: number | null;
};

/** `org list` and `org place`. */
export function placementVerbs(org: Command): void {
  org
    .command('list')
    .description('every org: its shard, where that is written, and how far')
    .action((_: unknown, command: Command) => list(contextOf(command)));
  org
    .command('place <org>')
    .description('says in which shard an org lives, before it is used; it never moves; only the admin may')
    .requiredOption('--shard <shard>', 'one that an orchestrator writes')
    .action((id: string, { shard }: { readonly shard: string }, command: Command) =>
      place(id, shard, contextOf(command)),
    );
}

async function list({ client, print }: Context): Promise<void> {
  const answer = await client.get<{ orgs: readonly PlacedOrg[] }>('/orgs');
  print.result(answer, () => table(['org', 'shard', 'written at', 'position'], answer.orgs.map(rowOf)));
}

const rowOf = ({ org, shard, writer, position }: PlacedOrg): readonly string[] => [
  ...[org, shard, writer ?? 'nowhere at the moment'],
  position === null ? '' : placeWord(position, shard),
];

async function place(id: string, shard: string, { client, print }: Context): Promise<void> {
  const answer = await client.put(`/orgs/${encodeURIComponent(id)}/shard`, { shard });
  print.result(answer, () => `${id} lives in ${shard}.`);
}
