import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { contextOf, type Context } from '../terminal/context.ts';
import { Failure } from '../terminal/failure.ts';
import { numberOption } from '../terminal/number.option.ts';

type Options = { readonly to?: string; readonly days?: number };

export function tokenVerbs(program: Command): void {
  program
    .command('token <actor>')
    .description('makes a token for person:NAME or policy:NAME; only the admin may')
    .option('--days <days>', 'so long it is valid; else until the admin has another', numberOption(1, 365))
    .option('--to <file>', 'writes it there, for its owner only, instead of printing it')
    .action((actor: string, options: Options, command: Command) => mint(actor, options, contextOf(command)));
}

async function mint(actor: string, { to, days }: Options, { client, print }: Context): Promise<void> {
  const end = days === undefined ? {} : { ttlSeconds: days * 86_400 };
  const answer = await client.post<{ token: string }>('/tokens', { actor, ...end });
  if (to === undefined) return print.result(answer, () => answer.token);
  write(to, answer.token);
  const { token: _, ...said } = answer;
  print.result({ ...said, file: to }, () => `${actor} signs in with --token-file ${to}`);
}

/** A file that is there keeps its mode, so it has to be a new one. */
function write(file: string, token: string): void {
  try {
    writeFileSync(file, `${token}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw new Failure('USAGE', `${file} cannot be written: ${(error as Error).message}`);
  }
}
