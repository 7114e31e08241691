import type { Command } from 'commander';
import { acceptedLine, type Accepted } from '../terminal/accepted.ts';
import { contextOf, type Context } from '../terminal/context.ts';
import { Failure } from '../terminal/failure.ts';
import { numberOption } from '../terminal/number.option.ts';

type Ending = { readonly note: string; readonly grace?: number };
type Hands = {
  readonly role?: string;
  readonly agent?: string;
  readonly labels?: string;
  readonly away?: string;
};

export function controlVerbs(task: Command): void {
  for (const verb of ['hold', 'cancel'] as const)
    task
      .command(`${verb} <task>`)
      .option('--note <text>', 'why', '')
      .option('--grace <seconds>', 'ends the attempt under way, after so long by force', numberOption(0, 600))
      .action((key: string, { note, grace }: Ending, command: Command) =>
        post(verb, key, { note, ...graceOf(grace) }, contextOf(command)),
      );
  task
    .command('release <task>')
    .action((key: string, _: unknown, command: Command) => post('release', key, {}, contextOf(command)));
  task
    .command('retry <task>')
    .option('--from <place>', 'agent: on what was kept; gates: only check that again; scratch: all anew')
    .action((key: string, { from }: { from?: string }, command: Command) =>
      post('retry', key, from === undefined ? {} : { from }, contextOf(command)),
    );
  task
    .command('skip <task>')
    .description('says that it need not be done: dependants go on as if it were')
    .requiredOption('--reason <text>', 'why')
    .option('--grace <seconds>', 'for an attempt under way', numberOption(0, 600))
    .action((key: string, { reason, grace }: { reason: string; grace?: number }, command: Command) =>
      post('skip', key, { reason, ...graceOf(grace) }, contextOf(command)),
    );
  task
    .command('reassign <task>')
    .option('--role <role>', 'which brings its agent')
    .option('--agent <agent>')
    .option('--labels <labels>', 'that a runner needs, with commas; "" for none')
    .option('--away <runners>', 'that are not to get it, with commas; "" for none')
    .option('--grace <seconds>', 'ends the attempt under way, after so long by force', numberOption(0, 600))
    .action((key: string, { grace, ...hands }: Hands & { grace?: number }, command: Command) =>
      reassign(key, hands, graceOf(grace), command),
    );
  task
    .command('prioritise <task> <priority>')
    .description('critical, high, medium or ongoing')
    .action((key: string, priority: string, _: unknown, command: Command) =>
      prioritise(key, priority, contextOf(command)),
    );
}

async function reassign(key: string, hands: Hands, grace: object, command: Command): Promise<void> {
  if (Object.values(hands).every((hand) => hand === undefined)) {
    const hint = `Say at least one of --role, --agent, --labels and --away: headrace task reassign ${key} --role docs`;
    throw new Failure('USAGE', `who gets ${key} is not said`, { hint });
  }
  await post('reassign', key, { ...handsOf(hands), ...grace }, contextOf(command));
}

const graceOf = (grace: number | undefined): object => (grace === undefined ? {} : { graceMs: grace * 1000 });

const listed = (text: string): readonly string[] => text.split(',').filter((part) => part !== '');

const handsOf = ({ role, agent, labels, away }: Hands): object => ({
  role,
  agent,
  ...(labels === undefined ? {} : { labels: listed(labels) }),
  ...(away === undefined ? {} : { away: listed(away) }),
});

async function post(verb: string, key: string, body: object, context: Context): Promise<void> {
  await send(`/tasks/${encodeURIComponent(key)}/${verb}`, body, `${verb} ${key}`, context);
}

async function prioritise(key: string, priority: string, context: Context): Promise<void> {
  const dot = key.indexOf('.');
  if (dot < 0) throw new Failure('USAGE', `a task is named PLAN.TASK, not "${key}"`);
  const path = `/plans/${encodeURIComponent(key.slice(0, dot))}/prioritise`;
  await send(path, { priority, taskIds: [key.slice(dot + 1)] }, `prioritise ${key}`, context);
}

async function send(path: string, body: object, done: string, { client, print }: Context): Promise<void> {
  const answer = await client.post<Accepted>(path, body);
  print.result(answer, () => acceptedLine(answer, done));
}
