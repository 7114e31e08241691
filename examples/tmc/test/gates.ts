import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { posix } from 'node:path';
import type { Gate, PlanFile, TaskFile } from '@headrace/events';
import { startAgent } from './acp.client.ts';
import { reviewPrompt } from './prompts.ts';
import { changedFiles, git } from './repository.ts';

export type Verdict = {
  readonly id: string;
  readonly passed: boolean;
  readonly measure: number | null;
  readonly output: string;
};

export type Bench = {
  readonly plan: PlanFile;
  readonly task: TaskFile;
  readonly workspace: string;
  readonly base: string;
  readonly head: string;
};

type Finding = Omit<Verdict, 'id'>;

const verdict = (passed: boolean, output: string, measure: number | null = null): Finding => ({
  passed,
  output,
  measure,
});

/** Runs the named gates as the plan defines them. Reviews come last, and only when all others have passed. */
export async function runGates(bench: Bench, ids: readonly string[]): Promise<readonly Verdict[]> {
  const gateOf = (id: string) => bench.plan.gates[id as keyof PlanFile['gates']] as Gate;
  const run = async (id: string): Promise<Verdict> => ({ id, ...(await runGate(bench, gateOf(id))) });
  const isReview = (id: string) => gateOf(id).kind === 'review';
  const first = await Promise.all(ids.filter((id) => !isReview(id)).map(run));
  if (first.some(({ passed }) => !passed)) return first;
  return [...first, ...(await Promise.all(ids.filter(isReview).map(run)))];
}

async function runGate(bench: Bench, gate: Gate): Promise<Finding> {
  switch (gate.kind) {
    case 'command':
      return command(bench.workspace, gate);
    case 'review':
      return review(bench, gate.role);
    case 'size': {
      const lines = countedLines(bench.workspace, bench.base, bench.head);
      return verdict(lines <= gate.max, `${lines} lines`, lines);
    }
    case 'scope': {
      const strays = strayPaths(bench);
      return verdict(strays.length === 0, strays.join('\n'));
    }
    case 'secret':
      return verdict(!/-----BEGIN|AKIA[0-9A-Z]{16}|Bearer [\w.~+/-]{30,}/.test(diffOf(bench)), '');
  }
}

export const countedLines = (repo: string, base: string, head: string): number =>
  changedFiles(repo, base, head).reduce((sum, file) => sum + (file.isGenerated ? 0 : file.lines), 0);

const strayPaths = ({ workspace, base, head, task }: Bench): string[] =>
  changedFiles(workspace, base, head)
    .map(({ path }) => path)
    .filter((path) => !task.scope.some((glob) => posix.matchesGlob(path, glob)));

const diffOf = ({ workspace, base, head }: Bench): string => git(workspace, 'diff', base, head);

async function command(cwd: string, { run, measure }: Extract<Gate, { kind: 'command' }>): Promise<Finding> {
  const env = { PATH: process.env['PATH'], HOME: cwd };
  const child = spawn('sh', ['-c', run], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (output += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0 || !measure) return verdict(code === 0, output);
  const value = Number([...output.matchAll(new RegExp(measure.pattern, 'gm'))].at(-1)?.[1] ?? NaN);
  return verdict(value >= (measure.min ?? value) && value <= (measure.max ?? value), output, value);
}

async function review(bench: Bench, role: string): Promise<Finding> {
  const agent = await startAgent(bench.workspace);
  const { text } = await agent.prompt(reviewPrompt(bench.plan, bench.task, role, diffOf(bench)));
  await agent.close();
  return verdict(/^VERDICT: approve/.test(text.trim().split('\n').at(-1) ?? ''), text);
}
