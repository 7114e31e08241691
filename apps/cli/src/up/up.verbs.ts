import type { Command } from 'commander';
import colors from 'picocolors';
import type { Addresses } from '../orchestrator/connection.ts';
import { openClient } from '../orchestrator/client.ts';
import { globalsOf } from '../terminal/context.ts';
import { printer, type Print } from '../terminal/print.ts';
import { upOptions } from './options.ts';
import { signInLink } from './sign.in.ts';
import { startStack, type Stack } from './stack.ts';
import { untilStopped } from './until.stopped.ts';

/** The options that `up` and `demo` share. */
export const withStackOptions = (command: Command): Command =>
  command
    .option('--orchestrator-port <port>', 'default 18080, 0 = any free one (HEADRACE_ORCHESTRATOR_PORT)')
    .option('--web-port <port>', 'default 8090 (HEADRACE_WEB_PORT)')
    .option('--nats-port <port>', 'default 14222 (HEADRACE_NATS_PORT)')
    .option('--runners <n>', 'how many to start (HEADRACE_RUNNERS)')
    .option('--slots <n>', 'attempts at once on each (HEADRACE_SLOTS)')
    .option('--lease-ms <ms>', 'how long a silent runner keeps its tasks (HEADRACE_LEASE_MS)')
    .option(
      '--agent <name=command>',
      'an ACP agent that the runners can start, again for more',
      (value: string, all: string[] | undefined) => [...(all ?? []), value],
    );

export function upVerbs(program: Command): void {
  withStackOptions(
    program.command('up').description('starts everything on this machine and keeps it running'),
  ).action((_, command: Command) => up(command));
}

async function up(command: Command): Promise<void> {
  const { json, home, org, ...flags } = { ...globalsOf(command), ...command.opts<Record<string, unknown>>() };
  const print = printer(json ?? false);
  const stop = untilStopped();
  const stack = await startStack(
    upOptions({ ...flags, ...(home ? { home } : {}), ...(org ? { org } : {}) }),
    print.progress,
    stop,
  );
  try {
    await announce(stack, org ?? 'main', print);
    await stop;
    print.progress('stopping');
  } finally {
    await stack.stop();
  }
}

async function announce({ addresses, home }: Stack, org: string, print: Print): Promise<void> {
  const link = await signInLink(
    openClient({ url: addresses.orchestrator, token: home.token, org }),
    addresses.web,
  );
  print.result(publicPart(addresses), () =>
    [
      `Dashboard     ${colors.cyan(link)}`,
      `Orchestrator  ${addresses.orchestrator}   token in ${addresses.tokenFile}`,
      `Log           ${addresses.nats}`,
      colors.dim('Ctrl-C stops everything.'),
    ].join('\n'),
  );
}

/** Without the database's password. */
const publicPart = ({ orchestrator, web, nats, tokenFile, home, pid }: Addresses) => ({
  orchestrator,
  web,
  nats,
  tokenFile,
  home,
  pid,
});
