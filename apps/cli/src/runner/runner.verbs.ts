import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { RunnerView } from '@headrace/events';
import { connectionOf, homeOf, tokenFileOf } from '../orchestrator/connection.ts';
import { contextOf, globalsOf, type Context } from '../terminal/context.ts';
import { table } from '../terminal/print.ts';
import { programs } from '../up/programs.ts';

type StartOptions = {
  id: string;
  slots: string;
  roles: string;
  labels: string;
  agent: string[];
  account: string[];
  state?: string;
};

export function runnerVerbs(program: Command): void {
  const runner = program.command('runner').description('machines that work on tasks');
  runner
    .command('start')
    .description('starts a runner here; Ctrl-C drains it, a second one cancels')
    .requiredOption('--id <id>', 'its name, unique in the org')
    .option('--slots <n>', 'attempts at once', '1')
    .option('--roles <roles>', 'comma separated, * takes every role', '*')
    .option('--labels <labels>', 'comma separated', '')
    .option(
      '--agent <name=command>',
      'an ACP agent that it can start, again for more',
      (value: string, all: string[]) => [...all, value],
      [],
    )
    .option(
      '--account <agent=account>',
      "the provider's account of an agent, where it is not one of its own name; again for more",
      (value: string, all: string[]) => [...all, value],
      [],
    )
    .option('--state <dir>', 'its state directory')
    .action((options: StartOptions, command: Command) => start(options, globalsOf(command)));
  runner.command('list').action((_, command: Command) => list(contextOf(command)));
  runner
    .command('drain <runner>')
    .description('finishes what it holds and gets nothing new')
    .action((id: string, _, command: Command) => drain(id, contextOf(command)));
}

async function start(options: StartOptions, globals: Parameters<typeof connectionOf>[0]): Promise<void> {
  const { url, org } = connectionOf(globals);
  const state = options.state ?? join(homeOf(globals), 'runners', options.id);
  const flags = ['id', 'slots', 'roles', 'labels'] as const;
  const args = [
    ...flags.flatMap((flag) => (options[flag] ? [`--${flag}`, options[flag]] : [])),
    '--state',
    state,
    '--url',
    url,
    '--org',
    org,
    '--token-file',
    tokenFileOf(globals),
    ...options.agent.flatMap((agent) => ['--agent', agent]),
    ...options.account.flatMap((account) => ['--account', account]),
  ];
  const child = spawn(process.execPath, [programs.runner, ...args], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
  process.exitCode = await new Promise<number>((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
}

type LiveRunner = RunnerView & { alive: boolean; presence: { busy: number; lastSeenAt: string } | null };

async function list({ client, print }: Context): Promise<void> {
  const { items } = await client.get<{ items: LiveRunner[] }>('/runners');
  const row = (runner: LiveRunner) => [
    runner.runnerId,
    runner.draining ? 'draining' : runner.alive ? 'alive' : 'silent',
    `${runner.presence?.busy ?? 0}/${runner.slots}`,
    runner.agents.join(', '),
    runner.roles.join(', '),
    runner.presence?.lastSeenAt ?? '',
  ];
  print.result({ items }, () =>
    items.length
      ? table(['runner', 'state', 'slots', 'agents', 'roles', 'last seen'], items.map(row))
      : 'No runner yet. `headrace runner start --id NAME` starts one.',
  );
}

async function drain(id: string, { client, print }: Context): Promise<void> {
  const answer = await client.post<{ position: number | null }>(
    `/runners/${encodeURIComponent(id)}/drain`,
    {},
  );
  print.result(answer, () => `${id} drains`);
}
