import type { Command } from 'commander';
import { counted, type ChangeView, type Instant } from '@headrace/events';
import { acceptedLine, type Accepted } from '../terminal/accepted.ts';
import { contextOf, type Context } from '../terminal/context.ts';
import { Failure } from '../terminal/failure.ts';
import { stateWord, table } from '../terminal/print.ts';
import { timeOption } from '../terminal/time.option.ts';
import { untilWord } from '../terminal/wait.word.ts';

export function changeVerbs(program: Command): void {
  const change = program.command('change').description('changes, named PLAN.TASK.N');
  change
    .command('list')
    .option('--plan <plan>')
    .option('--state <state>', 'open, reviewing, queued, landing, landed, sent-back')
    .action((filter: Record<string, string>, command: Command) => list(filter, contextOf(command)));
  change
    .command('show <change>')
    .option('--diff', 'with its diff')
    .action((id: string, { diff }: { diff?: boolean }, command: Command) =>
      show(id, diff ?? false, contextOf(command)),
    );
  change
    .command('review <change> <verdict>')
    .description('approve or reject what you have seen')
    .option('--note <text>', 'for the agent, when rejected', '')
    .action((id: string, verdict: string, { note }: { note: string }, command: Command) =>
      review(id, verdict, note, contextOf(command)),
    );
  change
    .command('delegate <person>')
    .description('lets person:NAME give your approvals until a time')
    .requiredOption('--until <time>', 'such as 2026-11-27, 2026-11-27T18:00 or 2026-11-27T18:00Z', timeOption)
    .action((to: string, { until }: { until: Instant }, command: Command) =>
      delegate(to, until, contextOf(command)),
    );
  change
    .command('delegations')
    .description('who may give whose approvals, and until when')
    .action((_: unknown, command: Command) => delegations(contextOf(command)));
  change
    .command('revoke <person>')
    .description('takes that back')
    .action((to: string, _: unknown, command: Command) => revoke(to, contextOf(command)));
}

async function delegate(to: string, until: Instant, { client, print }: Context): Promise<void> {
  const answer = await client.post<Accepted>('/delegations', { to, until });
  print.result(answer, () => `${to} may give your approvals ${untilWord(until)}.`);
}

type Delegations = { readonly items: readonly { from: string; to: string; until: string }[] };

async function delegations({ client, print }: Context): Promise<void> {
  const answer = await client.get<Delegations>('/delegations');
  const now = new Date();
  const row = ({ from, to, until }: Delegations['items'][number]) => [
    to,
    from,
    Date.parse(until) <= now.getTime() ? 'over' : untilWord(until, now),
  ];
  print.result(answer, () =>
    answer.items.length
      ? table(['person', 'gives approvals of', ''], answer.items.map(row))
      : 'Nobody has delegated approvals.',
  );
}

async function revoke(to: string, { client, print }: Context): Promise<void> {
  const answer = await client.post<Accepted>('/delegations/revoke', { to });
  print.result(answer, () =>
    answer.position === null ? 'Nothing changed.' : `${to} no longer gives your approvals.`,
  );
}

const pathOf = (id: string, rest = '') => `/changes/${encodeURIComponent(id)}${rest}`;

async function list(filter: Record<string, string>, { client, print }: Context): Promise<void> {
  const { items } = await client.get<{ items: ChangeView[] }>('/changes', { ...filter, limit: 500 });
  const row = (change: ChangeView) => [
    change.changeId,
    stateWord(change.state),
    change.lines,
    change.files.length,
    change.result?.slice(0, 10) ?? '',
    change.branch,
  ];
  print.result({ items }, () =>
    items.length
      ? table(['change', 'state', 'lines', 'files', 'landed as', 'branch'], items.map(row))
      : 'No change yet.',
  );
}

async function show(id: string, diff: boolean, { client, print }: Context): Promise<void> {
  const detail = await client.get<{ change: ChangeView }>(pathOf(id));
  const { change } = detail;
  const patch = diff ? await client.get<string>(pathOf(id, '/diff')) : '';
  print.result({ ...detail, ...(diff ? { diff: patch } : {}) }, () =>
    [
      `${change.changeId} ${stateWord(change.state)}, ${counted(change.lines, 'line')}, head ${change.head}`,
      ...change.files.map(
        ({ path, added, removed, generated }) =>
          `  ${path} +${added} -${removed}${generated ? ' (generated)' : ''}`,
      ),
      ...change.reviews.map(
        ({ actor, onBehalfOf, verdict, note, void: voided }) =>
          `  ${verdict} by ${actor}${onBehalfOf ? ` for ${onBehalfOf}` : ''}${voided ? ' (void)' : ''}${note ? `: ${note}` : ''}`,
      ),
      patch,
    ]
      .filter(Boolean)
      .join('\n'),
  );
}

async function review(id: string, verdict: string, note: string, { client, print }: Context): Promise<void> {
  if (verdict !== 'approve' && verdict !== 'reject')
    throw new Failure('USAGE', `the verdict is approve or reject, not ${verdict}`);
  const { change } = await client.get<{ change: ChangeView }>(pathOf(id));
  const answer = await client.post<Accepted>(pathOf(id, '/review'), {
    head: change.head,
    verdict,
    note,
  });
  print.result(answer, () => acceptedLine(answer, `${verdict} ${id}`));
}
