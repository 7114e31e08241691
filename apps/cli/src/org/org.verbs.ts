import type { Command } from 'commander';
import { acceptedLine, type Accepted } from '../terminal/accepted.ts';
import { contextOf, type Context } from '../terminal/context.ts';
import { capOf, numberOption } from '../terminal/number.option.ts';
import { placed } from '../terminal/place.ts';
import { placementVerbs } from './org.placement.ts';

type OrgStatus = {
  readonly org: string;
  readonly stopped: { readonly reason: string; readonly since: string; readonly position: number } | null;
  readonly maxParallel: number | null;
  readonly attempts: number;
  readonly landings: number;
};

type StopOptions = { readonly reason: string; readonly grace: number; readonly letFinish?: boolean };

export function orgVerbs(program: Command): void {
  const org = program.command('org').description('everything at once: stop, start; where orgs live');
  placementVerbs(org);
  org
    .command('stop')
    .description(
      'stops everything now: nothing is claimed, nothing lands, attempts end and their work is kept',
    )
    .option('--reason <text>', 'why', '')
    .option('--grace <seconds>', 'what agents have to end by themselves; 0: none', numberOption(0, 600), 1)
    .option('--let-finish', 'attempts and landings under way go on')
    .action((options: StopOptions, command: Command) => stop(options, contextOf(command)));
  org
    .command('start')
    .description('goes on')
    .action((_: unknown, command: Command) => start(contextOf(command)));
  org
    .command('cap <attempts>')
    .description('at most so many attempts at once in the whole org; none: no limit')
    .action((cap: string, _: unknown, command: Command) => setCap(capOf(cap), contextOf(command)));
  org
    .command('show')
    .description('whether it is stopped, and what is at work')
    .action((_: unknown, command: Command) => show(contextOf(command)));
}

async function stop({ reason, grace, letFinish }: StopOptions, { client, print }: Context): Promise<void> {
  const graceMs = letFinish ? null : grace * 1000;
  const answer = await client.post<Accepted>('/org/stop', { reason, graceMs });
  print.result(answer, () =>
    answer.position === null
      ? 'It was stopped already.'
      : `${letFinish ? 'Nothing new begins, what is under way goes on,' : 'Everything is stopped'} at ${placed(answer.position)}`,
  );
}

async function start({ client, print }: Context): Promise<void> {
  const answer = await client.post<Accepted>('/org/start', {});
  print.result(answer, () =>
    answer.position === null ? 'It was not stopped.' : `Everything goes on at ${placed(answer.position)}`,
  );
}

async function setCap(maxParallel: number | null, { client, print }: Context): Promise<void> {
  const answer = await client.post<Accepted>('/org/cap', { maxParallel });
  print.result(answer, () => acceptedLine(answer, maxParallel === null ? 'no cap' : `cap ${maxParallel}`));
}

async function show({ client, print }: Context): Promise<void> {
  const status = await client.get<OrgStatus>('/org');
  const { org, stopped, maxParallel, attempts, landings } = status;
  print.result(status, () => {
    const life = stopped
      ? `stopped since ${stopped.since} at ${placed(stopped.position)}${stopped.reason ? `: ${stopped.reason}` : ''}`
      : 'running';
    return `${org}: ${life}; ${attempts}${maxParallel === null ? '' : ` of ${maxParallel}`} attempts and ${landings} landings at work`;
  });
}
