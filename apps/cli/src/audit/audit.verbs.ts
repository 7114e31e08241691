import { counted, placeWord } from '@headrace/events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import colors from 'picocolors';
import { homeOf, readAddresses } from '../orchestrator/connection.ts';
import { globalsOf } from '../terminal/context.ts';
import { exitCodes, Failure } from '../terminal/failure.ts';
import { printer, table } from '../terminal/print.ts';
import { Secrets } from '../up/home.ts';
import { verifyLog, type AuditVerdict, type Break } from './audit.ts';
import { rebuildReadModel, type Rebuilt } from './rebuild.ts';

type OfShard = { readonly shard: string };

export function auditVerbs(program: Command): void {
  const shardNow = process.env.HEADRACE_SHARD ?? 'main';
  program
    .command('audit')
    .description('holds the log against itself')
    .command('verify')
    .description(
      'chain, revisions, and each decision decided again; exit code 5 when something does not hold',
    )
    .option('--shard <shard>', 'whose log (HEADRACE_SHARD)', shardNow)
    .action(({ shard }: OfShard, command: Command) => verify(shard, command));
  program
    .command('rebuild')
    .description('makes the read model anew from the log and compares it with the one that served')
    .option('--shard <shard>', 'whose log (HEADRACE_SHARD)', shardNow)
    .action(({ shard }: OfShard, command: Command) => rebuild(shard, command));
  program
    .command('secret <user>')
    .description('the password of a broker user in this home: inspector, web, planner, orchestrator')
    .action((user: string, _, command: Command) => secret(user, command));
}

async function verify(shard: string, command: Command): Promise<void> {
  const { json, home } = globalsOf(command);
  const print = printer(json ?? false);
  const verdict = await verifyLog({ ...brokerOf(home, 'inspector'), shard }, (commits) =>
    print.progress(`${commits} commits`),
  );
  print.result({ ok: verdict.breaks.length === 0, ...verdict }, () => verdictText(verdict));
  if (verdict.breaks.length > 0) process.exitCode = exitCodes.unproven;
}

function verdictText({ shard, commits, events, position, ...verdict }: AuditVerdict): string {
  const { orgs, decidedAgain, breaks } = verdict;
  if (breaks.length > 0)
    return [
      colors.red(`The log of ${shard} does not hold: ${counted(breaks.length, 'break')}`),
      ...breaks.slice(0, 20).map((found) => breakLine(found, shard)),
    ].join('\n');
  return [
    `${colors.green(`The log of ${shard} holds`)}: ${commits} commits with ${events} events up to ${placeWord(position, shard)}; ${decidedAgain} decided again, with the same events.`,
    table(
      ['org', 'revision', 'head'],
      orgs.map(({ org, rev, head }) => [org, rev, head]),
    ),
  ].join('\n');
}

const breakLine = ({ position, org, message }: Break, shard: string): string =>
  `  ${placeWord(position, shard)} ${org}: ${message}`;

async function rebuild(shard: string, command: Command): Promise<void> {
  const { json, home } = globalsOf(command);
  const print = printer(json ?? false);
  const { url, user, password } = brokerOf(home, 'planner');
  const outcome = await rebuildReadModel(
    { natsUrl: url, natsUser: user, natsPassword: password, databaseUrl: databaseOf(home), shard },
    print.progress,
  );
  print.result(outcome, () => rebuiltText(outcome));
  if (!outcome.equal) process.exitCode = exitCodes.unproven;
}

const rebuiltText = ({ before, after, equal }: Rebuilt): string =>
  [
    equal ? colors.green('The rebuilt read model is equal.') : colors.red('The rebuilt read model differs.'),
    table(
      ['table', 'served', 'rebuilt'],
      Object.keys(after).map((name) => [
        name,
        before[name]?.slice(0, 16) ?? '',
        after[name]?.slice(0, 16) ?? '',
      ]),
    ),
  ].join('\n');

function secret(user: string, command: Command): void {
  const globals = globalsOf(command);
  const { nats } = secretsOf(homeOf(globals));
  if (!Object.hasOwn(nats, user))
    throw new Failure('USAGE', `no broker user ${user}; there are ${Object.keys(nats).join(', ')}`);
  const password = nats[user as keyof typeof nats];
  printer(globals.json ?? false).result({ user, password }, () => password);
}

function secretsOf(home: string): Secrets {
  try {
    return Secrets.parse(JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')));
  } catch {
    throw new Failure('HOME_UNUSABLE', `${home} holds no secrets of a headrace`, {
      hint: 'Name the home with --home.',
    });
  }
}

function brokerOf(
  given: string | undefined,
  user: 'inspector' | 'planner',
): { url: string; user: string; password: string } {
  if (process.env.NATS_URL)
    return {
      url: process.env.NATS_URL,
      user: process.env.NATS_USER ?? '',
      password: process.env.NATS_PASSWORD ?? '',
    };
  const home = homeOf({ home: given });
  const running = readAddresses(home);
  if (!running)
    throw new Failure('NATS_UNAVAILABLE', `no headrace runs on ${home}`, {
      hint: 'Start it with `headrace up`, or set NATS_URL, NATS_USER and NATS_PASSWORD.',
    });
  return { url: running.nats, user, password: secretsOf(home).nats[user] };
}

function databaseOf(given: string | undefined): string {
  const url = process.env.DATABASE_URL ?? readAddresses(homeOf({ home: given }))?.database;
  if (!url)
    throw new Failure('POSTGRES_UNAVAILABLE', 'no database is known', {
      hint: 'Start `headrace up` or set DATABASE_URL.',
    });
  return url;
}
