import type { Command } from 'commander';
import colors from 'picocolors';
import { globalsOf } from '../terminal/context.ts';
import { exitCodes } from '../terminal/failure.ts';
import { printer } from '../terminal/print.ts';
import { checks, type Finding } from './doctor.checks.ts';

export function doctorVerbs(program: Command): void {
  program
    .command('doctor')
    .description('what is installed, reachable or too old, and what to do about it')
    .action((_, command: Command) => examine(command));
}

async function examine(command: Command): Promise<void> {
  const { json, ...globals } = globalsOf(command);
  const findings = await Promise.all(checks(globals).map((check) => check()));
  printer(json ?? false).result({ findings }, () => findings.map(lineOf).join('\n'));
  if (findings.some(({ verdict }) => verdict === 'missing')) process.exitCode = exitCodes.refused;
}

const signs = {
  ok: colors.green('ok     '),
  warning: colors.yellow('warning'),
  missing: colors.red('missing'),
};

const lineOf = ({ verdict, name, found, todo }: Finding): string =>
  `${signs[verdict]} ${name.padEnd(14)} ${found}${todo ? `\n        ${colors.dim(todo)}` : ''}`;
