import type { Command } from 'commander';
import type { AccountView } from '@headrace/events';
import { acceptedLine, type Accepted } from '../terminal/accepted.ts';
import { contextOf, type Context } from '../terminal/context.ts';
import { table } from '../terminal/print.ts';
import { waitWord } from '../terminal/wait.word.ts';

export function accountVerbs(program: Command): void {
  const account = program.command('account').description("providers' accounts, whose quota agents share");
  account
    .command('list')
    .description('accounts that were out of quota, those that are held now first')
    .action((_: unknown, command: Command) => list(contextOf(command)));
  account
    .command('release <account>')
    .description('tries a held account now, with all that waits for it')
    .action((name: string, _: unknown, command: Command) => release(name, contextOf(command)));
}

async function list({ client, print }: Context): Promise<void> {
  const { items } = await client.get<{ items: AccountView[] }>('/accounts');
  const row = ({ account, heldUntil, holds, provenBy, heldNote }: AccountView) => [
    account,
    heldUntil ? waitWord(heldUntil) : 'free',
    holds,
    provenBy ?? '',
    heldNote ?? '',
  ];
  print.result({ items }, () =>
    items.length
      ? table(['account', 'state', 'holds', 'proven by', 'in the words of the provider'], items.map(row))
      : 'No account was ever out of quota.',
  );
}

async function release(name: string, { client, print }: Context): Promise<void> {
  const path = `/accounts/${encodeURIComponent(name)}/release`;
  const answer = await client.post<Accepted>(path, {});
  print.result(answer, () => acceptedLine(answer, `account ${name} is tried now,`));
}
