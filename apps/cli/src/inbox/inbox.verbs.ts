import type { Command } from 'commander';
import type { WaitingItem } from '@headrace/events';
import { contextOf, type Context } from '../terminal/context.ts';
import { itemText } from './inbox.words.ts';

export function inboxVerbs(program: Command): void {
  program
    .command('inbox')
    .description('everything that waits for a person, what holds most back first')
    .action((_: unknown, command: Command) => list(contextOf(command)));
}

async function list({ client, print }: Context): Promise<void> {
  const { items } = await client.get<{ items: WaitingItem[] }>('/inbox');
  print.result({ items }, () =>
    items.length ? items.map((item) => itemText(item)).join('\n') : 'Nothing waits for a person.',
  );
}
