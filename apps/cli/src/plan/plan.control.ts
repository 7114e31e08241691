import type { Command } from 'commander';
import { acceptedLine, type Accepted } from '../terminal/accepted.ts';
import { contextOf, type Context } from '../terminal/context.ts';
import { Failure } from '../terminal/failure.ts';
import { capOf, numberOption } from '../terminal/number.option.ts';

type Verb = 'pause' | 'resume' | 'cancel';
type Within = { readonly phase?: string; readonly role?: string };
type Options = Within & { readonly reason: string; readonly grace?: number };

export function controlVerbs(plan: Command): void {
  for (const verb of ['pause', 'resume', 'cancel'] as const)
    plan
      .command(`${verb} <plan>`)
      .description(`${verb}s a plan, or one phase or role of it`)
      .option('--reason <text>', 'why', '')
      .option('--phase <phase>')
      .option('--role <role>')
      .option('--grace <seconds>', 'ends attempts under way, after so long by force', numberOption(0, 600))
      .action((id: string, options: Options, command: Command) =>
        control(verb, id, options, contextOf(command)),
      );
  plan
    .command('archive <plan>')
    .description('takes an ended plan out of lists and memory: it can be read, and never goes on')
    .action((id: string, _: unknown, command: Command) =>
      post(`/plans/${encodeURIComponent(id)}/archive`, {}, `archive ${id}`, contextOf(command)),
    );
  plan
    .command('cap <plan> <attempts>')
    .description('at most so many attempts of the plan at once; none: no limit')
    .action((id: string, cap: string, _: unknown, command: Command) =>
      post(
        `/plans/${encodeURIComponent(id)}/cap`,
        { maxParallel: capOf(cap) },
        `cap ${id} ${cap}`,
        contextOf(command),
      ),
    );
  plan
    .command('prioritise <plan> <priority>')
    .description('critical, high, medium or ongoing, for all of a plan that is not over')
    .option('--phase <phase>', 'only of this phase')
    .option('--role <role>', 'only of this role')
    .action((id: string, priority: string, { phase, role }: Within, command: Command) => {
      const body = { priority, phaseId: phase, roleId: role };
      return post(
        `/plans/${encodeURIComponent(id)}/prioritise`,
        body,
        `prioritise ${id}`,
        contextOf(command),
      );
    });
}

async function control(verb: Verb, id: string, options: Options, context: Context): Promise<void> {
  const { phase, role, reason, grace } = options;
  if (phase !== undefined && role !== undefined) throw new Failure('USAGE', 'a phase or a role, not both');
  const part = phase
    ? `/phases/${encodeURIComponent(phase)}`
    : role
      ? `/roles/${encodeURIComponent(role)}`
      : '';
  const path = `/plans/${encodeURIComponent(id)}${part}/${verb}`;
  const body = { reason, ...(grace === undefined ? {} : { graceMs: grace * 1000 }) };
  await post(path, body, [verb, id, phase ?? role].filter(Boolean).join(' '), context);
}

async function post(path: string, body: object, done: string, { client, print }: Context): Promise<void> {
  const answer = await client.post<Accepted>(path, body);
  print.result(answer, () => acceptedLine(answer, done));
}
