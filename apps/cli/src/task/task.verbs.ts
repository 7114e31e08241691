import colors from 'picocolors';
import type { Command } from 'commander';
import {
  counted,
  type AttemptView,
  type ChangeView,
  type GateView,
  type LogLine,
  type RollUp,
  type TaskView,
} from '@headrace/events';
import type { Why } from '@headrace/engine';
import { acceptedLine, type Accepted } from '../terminal/accepted.ts';
import { contextOf, type Context } from '../terminal/context.ts';
import { controlVerbs } from './task.control.ts';
import { placed, placeOption, placesOf } from '../terminal/place.ts';
import { originText } from './task.origin.ts';
import { duration, stateWord, table } from '../terminal/print.ts';
import { waitWord } from '../terminal/wait.word.ts';
import { decompositionVerbs, proposedText, rollUpText } from './task.decomposition.ts';

type TaskDetail = {
  task: TaskView;
  attempts: AttemptView[];
  gates: GateView[];
  change: ChangeView | null;
  rollUp: RollUp | null;
  why: Why | null;
};

export function taskVerbs(program: Command): void {
  const task = program.command('task').description('tasks, named PLAN.TASK');
  task
    .command('list')
    .option('--plan <plan>')
    .option('--state <states>', 'comma separated')
    .option('--role <role>')
    .option('-q, --query <text>', 'in id or title')
    .action((filter: Record<string, string>, command: Command) => list(filter, contextOf(command)));
  task.command('show <task>').action((key: string, _, command: Command) => show(key, contextOf(command)));
  task
    .command('logs <task>')
    .description("an attempt's output, the last attempt's without --attempt")
    .option('--attempt <n>', 'the number of the attempt (its fence)')
    .option('--from <line>', 'first line, from 0', '0')
    .option('-f, --follow')
    .action((key: string, options: LogOptions, command: Command) => logs(key, options, contextOf(command)));
  task
    .command('why <task>')
    .description('why it is where it is, with the positions that prove it')
    .option('--at <position>', 'as it stood at this position', placeOption)
    .action((key: string, { at }: { at?: string }, command: Command) => why(key, at, contextOf(command)));
  controlVerbs(task);
  task
    .command('split <task> <verdict>')
    .description('accept or reject the split that is proposed for an oversized change')
    .action((key: string, verdict: string, _: unknown, command: Command) =>
      decideSplit(key, verdict, contextOf(command)),
    );
  decompositionVerbs(task);
}

const pathOf = (key: string, rest = '') => `/tasks/${encodeURIComponent(key)}${rest}`;

async function list(filter: Record<string, string>, { client, print }: Context): Promise<void> {
  const { query, ...rest } = filter;
  const items: TaskView[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await client.get<{ items: TaskView[]; next: string | null }>('/tasks', {
      ...rest,
      q: query,
      cursor,
      limit: 500,
    });
    items.push(...page.items);
    if (!page.next) break;
    cursor = page.next;
  }
  const row = (task: TaskView) => [
    task.key,
    stateWord(task.state),
    task.priority,
    task.role,
    [task.heldReason ?? '', task.heldUntil ? waitWord(task.heldUntil) : ''].filter(Boolean).join(', '),
    task.title,
  ];
  print.result({ items }, () =>
    items.length
      ? table(['task', 'state', 'priority', 'role', 'held', 'title'], items.map(row))
      : 'No task matches.',
  );
}

async function show(key: string, { client, print }: Context): Promise<void> {
  const detail = await client.get<TaskDetail>(pathOf(key));
  print.result(detail, () => detailText(detail));
}

function detailText({ task, attempts, gates, change, rollUp, why: reasons }: TaskDetail): string {
  const attemptRows = attempts.map((attempt) => [
    attempt.fence,
    attempt.runnerId,
    attempt.outcome ?? stateWord(attempt.state),
    attempt.endedAt ? duration(Date.parse(attempt.endedAt) - Date.parse(attempt.claimedAt)) : '',
    attempt.message ?? '',
  ]);
  const gateRows = gates.map((gate) => [
    `${gate.attemptId}`,
    gate.stage,
    gate.round,
    gate.gate,
    stateWord(gate.verdict),
    gate.measure ?? '',
    duration(gate.durationMs),
    gate.summary,
  ]);
  return [
    `${colors.bold(task.key)} ${task.title}`,
    `${stateWord(task.state)} since ${task.since} · ${task.priority} · role ${task.role} · agent ${task.agent}`,
    task.needs.length ? `needs ${task.needs.join(', ')}` : '',
    originText(task.origin),
    rollUp ? rollUpText(rollUp) : '',
    task.decomposition ? proposedText(task.decomposition) : '',
    reasons ? `\n${whyText(reasons)}` : '',
    attemptRows.length ? `\n${table(['attempt', 'runner', 'outcome', 'took', 'message'], attemptRows)}` : '',
    gateRows.length
      ? `\n${table(['attempt', 'stage', 'round', 'gate', 'verdict', 'measure', 'took', 'summary'], gateRows)}`
      : '',
    change
      ? `\nchange ${change.changeId}: ${change.state}, ${counted(change.lines, 'line')} on ${change.branch}${change.result ? `, landed as ${change.result}` : ''}`
      : '',
  ]
    .filter(Boolean)
    .join('\n');
}

async function why(key: string, at: string | undefined, { client, print }: Context): Promise<void> {
  const answer = await client.get<WhyThen>(pathOf(key, '/why'), { at });
  print.result(answer, () => [whyText(answer), ...asOfText(answer)].join('\n'));
}

type WhyThen = Why & {
  readonly asOf?: {
    readonly position: number;
    readonly at: string;
    readonly commits: number;
    readonly ms: number;
  };
};

const asOfText = ({ asOf }: WhyThen): readonly string[] =>
  asOf
    ? [
        colors.dim(
          `As of ${placed(asOf.position)}, ${asOf.at}: ${counted(asOf.commits, 'commit')} folded in ${asOf.ms} ms.`,
        ),
      ]
    : [];

function whyText({ summary, reasons }: Why): string {
  const line = ({ text, proof, change }: Why['reasons'][number]) => {
    return `  ${text} ${colors.dim(placesOf(proof))}${change ? `\n    ${colors.dim(`→ ${change}`)}` : ''}`;
  };
  return [colors.bold(summary), ...reasons.map(line)].join('\n');
}

type LogOptions = { attempt?: string; from: string; follow?: boolean };

type LogPage = { readonly lines: readonly LogLine[]; readonly next: number | null; readonly total: number };

async function logs(
  key: string,
  { attempt, from, follow }: LogOptions,
  { client, print, signal }: Context,
): Promise<void> {
  const show = (n: number, line: LogLine) => print.line({ line: n, ...line }, () => logText(n, line));
  let next = Number(from);
  for (let more = true; more && !signal.aborted;) {
    const page = await client.get<LogPage>(pathOf(key, '/logs'), { attempt, from: next });
    page.lines.forEach((line, index) => show(next + index, line));
    next += page.lines.length;
    more = page.next !== null;
  }
  if (!follow) return;
  for await (const frame of client.stream(pathOf(key, '/logs'), { attempt, from: next, follow: 1 }, signal)) {
    if (frame.event === 'end') return;
    if (frame.event === 'message') show(Number(frame.id), JSON.parse(frame.data) as LogLine);
  }
}

const logText = (n: number, { t, at, text, path }: LogLine): string =>
  `${colors.dim(`L${n}`)} ${colors.dim(at.slice(11, 19))} ${colors.cyan(t.padEnd(6))} ${path ? `${colors.bold(path)} ` : ''}${text}`;

async function decideSplit(key: string, verdict: string, { client, print }: Context): Promise<void> {
  const answer = await client.post<Accepted>(pathOf(key, '/split'), { verdict });
  print.result(answer, () => acceptedLine(answer, `split of ${key}: ${verdict}`));
}
