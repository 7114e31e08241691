import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { counted, type RollUp, type TaskView } from '@headrace/events';
import { readPlanText } from '@headrace/events/plan-file';
import { acceptedLine, type Accepted } from '../terminal/accepted.ts';
import { contextOf, type Context } from '../terminal/context.ts';
import { Failure } from '../terminal/failure.ts';
import { duration, stateWord } from '../terminal/print.ts';

type Options = { readonly propose?: boolean; readonly note: string };

/** `task decompose` and `task decomposition`. */
export function decompositionVerbs(task: Command): void {
  task
    .command('decompose <task> <file>')
    .description('put a graph of tasks in the place of one; for the file see docs/plan-edit.md')
    .option('--propose', 'somebody else is to decide')
    .option('--note <text>', 'why', '')
    .action((key: string, file: string, options: Options, command: Command) =>
      decompose(key, file, options, contextOf(command)),
    );
  task
    .command('decomposition <task> <verdict>')
    .description('accept or reject the tasks that are proposed in the place of one')
    .option('--note <text>', 'why', '')
    .action((key: string, verdict: string, { note }: { note: string }, command: Command) =>
      decide(key, verdict, note, contextOf(command)),
    );
}

async function decompose(
  key: string,
  file: string,
  { propose = false, note }: Options,
  { client, print }: Context,
): Promise<void> {
  const path = `/tasks/${encodeURIComponent(key)}/decompose`;
  const said = proposalIn(file);
  const answer = await client.post<Accepted>(path, { ...said, propose, note: note || said.note });
  print.result(answer, () => acceptedLine(answer, `${key}: ${propose ? 'proposed' : 'divided'}`));
}

/** As an agent writes it, or the list of tasks alone; what is wrong with them the orchestrator says. */
function proposalIn(file: string): { readonly children: unknown; readonly note: string } {
  const read = readPlanText(textIn(file), file);
  if (!read.ok) throw new Failure('PLAN_INVALID', `${file} cannot be read`, { problems: [...read.error] });
  const { document } = read.value;
  if (Array.isArray(document)) return { children: document, note: '' };
  const { tasks, note } = document as { tasks?: unknown; note?: unknown }; // not a list, and not nothing
  return { children: tasks, note: typeof note === 'string' ? note : '' };
}

function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure('USAGE', `${file} cannot be read: ${(error as Error).message}`);
  }
}

async function decide(key: string, verdict: string, note: string, { client, print }: Context): Promise<void> {
  const path = `/tasks/${encodeURIComponent(key)}/decomposition`;
  const answer = await client.post<Accepted>(path, { verdict, note });
  print.result(answer, () => acceptedLine(answer, `decomposition of ${key}: ${verdict}`));
}

/** What became of a divided task, in one line. */
export function rollUpText({ state, counts, lines, workedMs, changes, leaves }: RollUp): string {
  const tally = Object.entries(counts).map(([word, count]) => `${count} ${stateWord(word)}`);
  return [
    `divided into ${leaves.join(', ')}: ${stateWord(state)}`,
    tally.join(', '),
    `${counted(lines, 'line')} in ${counted(changes.length, 'change')}, ${duration(workedMs)} of work`,
  ].join(' · ');
}

type Proposed = NonNullable<TaskView['decomposition']>;

/** What is proposed in a task's place, a line each, before somebody decides. */
export function proposedText({ children, by }: Proposed): string {
  const lines = children.map(({ id, title, needs, scope, role, gates }) =>
    [
      `  ${id} ${title}`,
      needs.length > 0 ? `needs ${needs.join(', ')}` : '',
      scope?.join(' '),
      role && `role ${role}`,
      gates && `gates ${gates.join(', ') || 'none'}`,
    ]
      .filter(Boolean)
      .join(' · '),
  );
  return [`${counted(children.length, 'task')} proposed in its place by ${by}:`, ...lines].join('\n');
}
