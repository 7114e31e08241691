import { decisionsOf, placeIn } from '@headrace/events';
import colors from 'picocolors';
import type { Command } from 'commander';
import { contextOf, type Context } from '../terminal/context.ts';
import { placed, placeOption } from '../terminal/place.ts';
import { commitsOf, type PlacedCommit } from '../plan/plan.watch.ts';
import { eventLine } from './event.line.ts';

type Filter = { after?: string; plan?: string; type?: string; follow?: boolean };

export function eventVerbs(program: Command): void {
  program
    .command('events')
    .description('the log of everything that was decided')
    .command('tail')
    .description('prints commits in order; with --follow goes on for ever')
    .option('--after <position>', 'start after this position; without it, the last 50 positions', placeOption)
    .option('--plan <plan>', 'of one plan only')
    .option('--type <event>', 'only commits with an event of this type')
    .option('-f, --follow', 'wait for more')
    .action((filter: Filter, command: Command) => tail(filter, contextOf(command)));
}

async function tail(filter: Filter, context: Context): Promise<void> {
  const { client, print, signal } = context;
  const query = { ...(filter.plan ? { kind: 'plan', id: filter.plan } : {}), type: filter.type };
  const show = ({ position, commit }: PlacedCommit) =>
    print.line({ position, commit }, () =>
      decisionsOf(commit)
        .flatMap(({ command, events }) => events.map((event) => ({ actor: command.actor, event })))
        .map(
          ({ actor, event }) =>
            `${colors.dim(placed(position))} ${commit.at.slice(11, 19)} ${colors.dim(actor)} ${eventLine(event)}`,
        )
        .join('\n'),
    );
  // asked with its shard, so that one of another shard is refused
  const { head } = await client.get<{ head: number }>('/events', { limit: 1, after: filter.after });
  const asked = filter.after === undefined ? null : placeIn(filter.after);
  let after = asked?.position ?? Math.max(0, head - 50);
  for (let more = true; more && !signal.aborted;) {
    const page = await client.get<{ items: PlacedCommit[]; next: number | null }>('/events', {
      ...query,
      after,
      limit: 500,
    });
    page.items.forEach(show);
    more = page.next !== null;
    after = page.next ?? page.items.at(-1)?.position ?? after;
  }
  if (!filter.follow) return;
  for await (const placed of commitsOf(context, { ...query, after: Math.max(after, head) })) show(placed);
}
