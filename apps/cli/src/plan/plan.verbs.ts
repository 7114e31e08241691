import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { checkPlan } from '@headrace/engine';
import {
  counted,
  rollUpOf,
  type AccountView,
  type PlanFile,
  type PlanView,
  type TaskView,
} from '@headrace/events';
import { checkPlanText } from '@headrace/events/plan-file';
import { contextOf, globalsOf, type Context } from '../terminal/context.ts';
import { Failure } from '../terminal/failure.ts';
import { placed } from '../terminal/place.ts';
import { printer, stateWord, table } from '../terminal/print.ts';
import { waitWord } from '../terminal/wait.word.ts';
import { controlVerbs } from './plan.control.ts';
import { submitText } from './plan.submit.ts';
import { editVerbs } from './plan.edit.ts';
import { watchPlan } from './plan.watch.ts';

const MAX_BYTES = 32 * 1024 * 1024;

export type PlanStatus = PlanView & {
  readonly counts: Readonly<Record<string, number>>;
  readonly tasks: readonly TaskView[];
};

export function planVerbs(program: Command): void {
  const plan = program.command('plan').description('plans: check, submit, look at, control');
  plan
    .command('validate <file>')
    .description('checks a plan file without a server; all problems at once')
    .action((file: string, _, command: Command) => validate(file, globalsOf(command).json ?? false));
  plan
    .command('submit <file>')
    .description('submits a plan; nothing is submitted when one thing is wrong')
    .option('--watch', 'stay and show what happens')
    .action((file: string, { watch }: { watch?: boolean }, command: Command) =>
      submit(file, watch ?? false, contextOf(command)),
    );
  plan
    .command('status [plan]')
    .description('the plans, or one plan with its tasks')
    .action((id: string | undefined, _, command: Command) =>
      id ? status(id, contextOf(command)) : list(contextOf(command)),
    );
  plan
    .command('watch <plan>')
    .description('shows what happens until the plan ends; exit code 1 when it failed')
    .action((id: string, _, command: Command) => watchPlan(id, contextOf(command)));
  controlVerbs(plan);
  editVerbs(plan, readPlan);
}

export function readPlan(file: string): { text: string; plan: PlanFile } {
  const text = read(file);
  const checked = checkPlanText(text, file, checkPlan);
  if (checked.ok) return { text, plan: checked.value };
  throw new Failure('PLAN_INVALID', `${file} has ${counted(checked.error.length, 'problem')}`, {
    problems: checked.error,
  });
}

function read(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES)
      throw new Failure('PLAN_TOO_LARGE', `${file} has ${size} bytes, the limit is ${MAX_BYTES}`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('USAGE', `${file} cannot be read: ${(error as Error).message}`);
  }
}

function validate(file: string, json: boolean): void {
  const { plan } = readPlan(file);
  const phases = plan.phases.length;
  printer(json).result(
    { ok: true, plan: plan.plan, tasks: plan.tasks.length, phases },
    () =>
      `${file} is a valid plan: ${plan.plan}, ${counted(plan.tasks.length, 'task')}${phases ? ` in ${counted(phases, 'phase')}` : ''}`,
  );
}

async function submit(file: string, watch: boolean, context: Context): Promise<void> {
  const text = read(file);
  const answer = await submitText(text, resolve(file), context);
  context.print.result(
    answer,
    () => `Submitted ${answer.planId} with ${counted(answer.tasks, 'task')} at ${placed(answer.position)}`,
  );
  if (watch) await watchPlan(answer.planId, context);
}

async function list({ client, print }: Context): Promise<void> {
  const { items } = await client.get<{ items: (PlanView & { counts: Record<string, number> })[] }>('/plans');
  print.result({ items }, () =>
    items.length === 0
      ? 'No plan yet. `headrace plan submit plan.yaml` adds one.'
      : table(
          ['plan', 'state', 'tasks', 'title'],
          items.map((plan) => [plan.planId, stateWord(plan.state), countsLine(plan.counts), plan.title]),
        ),
  );
}

async function status(id: string, { client, print }: Context): Promise<void> {
  const plan = await client.get<PlanStatus>(`/plans/${encodeURIComponent(id)}`);
  const { items } = await client.get<{ items: AccountView[] }>('/accounts');
  const accounts = items.filter(({ heldUntil }) => heldUntil !== null);
  print.result({ ...plan, accounts }, () => [statusText(plan), ...accounts.map(accountText)].join('\n'));
}

const accountText = ({ account, heldUntil }: AccountView): string =>
  `account ${account} has no quota left: ${waitWord(heldUntil ?? '')}; \`headrace account release ${account}\` tries it now`;

/** What others took the place of is told through them: `divided: running`. */
function standing(task: TaskView, tasks: readonly TaskView[]): string {
  const rollUp = rollUpOf(task, tasks);
  return rollUp ? `divided: ${stateWord(rollUp.state)}` : stateWord(task.state);
}

/** One line a task, in the order of the plan, without what an edit took out: what a shared status file would say, but true. */
export function statusText(plan: PlanStatus): string {
  const rows = plan.tasks
    .filter(({ removedAt }) => removedAt === null)
    .sort((a, b) => a.ordinal - b.ordinal)
    .map((task) => [
      task.taskId,
      standing(task, plan.tasks),
      task.role,
      task.runnerId ?? '',
      task.worktree ?? '',
      task.fence,
      task.heldReason
        ? `held: ${task.heldReason}${task.heldUntil ? `, ${waitWord(task.heldUntil)}` : ''}`
        : (task.failure ?? ''),
      task.title,
    ]);
  const phases = plan.phases.map(
    ({ title, state, reason }) => `${title}: ${because(state, state === 'paused' ? reason : null)}`,
  );
  const roles = Object.entries(plan.pausedRoles).map(([role, reason]) =>
    because(`role ${role} paused`, reason),
  );
  return [
    `${plan.title} (${plan.planId}): ${because(plan.state, plan.pausedReason)}, ${countsLine(plan.counts)}`,
    plan.maxParallel === null ? '' : `at most ${plan.maxParallel} at once`,
    [...phases, ...roles].join(' · '),
    table(['task', 'state', 'role', 'runner', 'worktree', 'claims', 'note', 'title'], rows),
  ]
    .filter(Boolean)
    .join('\n');
}

const because = (words: string, reason: string | null): string => (reason ? `${words} (${reason})` : words);

const countsLine = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${stateWord(state)}`)
    .join(', ') || '0';
