import type { Command } from 'commander';
import { globalsOf } from '../terminal/context.ts';
import { exitCodes } from '../terminal/failure.ts';
import { printer } from '../terminal/print.ts';
import { upOptions } from '../up/options.ts';
import { untilStopped } from '../up/until.stopped.ts';
import { withStackOptions } from '../up/up.verbs.ts';
import { runDemo } from './demo.ts';

export type DemoFlags = {
  readonly exit?: boolean;
  readonly autoApprove?: boolean;
  readonly json?: boolean;
  readonly home?: string;
};

export function demoVerbs(program: Command): void {
  withStackOptions(
    program
      .command('demo')
      .description('runs a real plan on a real repository, faults included, and leaves the dashboard open'),
  )
    .option('--exit', 'end by itself: 0 only if everything that it shows has happened')
    .option('--auto-approve', 'a policy reviews; without a terminal this is the default')
    .action((_, command: Command) => demo(command));
}

async function demo(command: Command): Promise<void> {
  const { json, home, exit, autoApprove, ...flags } = { ...globalsOf(command), ...command.opts<DemoFlags>() };
  const stopped = untilStopped();
  const options = upOptions({ runners: 3, leaseMs: 6_000, ...flags, ...(home ? { home } : {}) });
  const isInteractive = process.stdin.isTTY && !autoApprove && !exit;
  const { isMet, stop } = await runDemo(options, {
    isInteractive: isInteractive ?? false,
    isKept: home !== undefined,
    print: printer(json ?? false),
    stopped,
  });
  if (!exit) await stopped;
  await stop();
  process.exitCode = isMet ? exitCodes.ok : exitCodes.unproven;
}
