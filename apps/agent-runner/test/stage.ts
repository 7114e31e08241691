import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Assignment } from '@headrace/events';
import { processTable } from '../src/process/process.table.ts';
import { anAssignment } from './examples.ts';
import { makeForge, type Forge } from './forge.ts';
import { fakeOrchestrator, type FakeOrchestrator } from './orchestrator.fake.ts';
import { runnerHome, startRunnerProcess, type RunnerHome, type RunnerProcess } from './runner.process.ts';

export type Given = Parameters<typeof anAssignment>[0];

/** A forge, a fake orchestrator and real runner processes, for one test. */
export type Stage = {
  readonly forge: Forge;
  readonly there: FakeOrchestrator;
  readonly home: RunnerHome;
  start(...flags: string[]): Promise<RunnerProcess>;
  startWith(env: NodeJS.ProcessEnv): Promise<RunnerProcess>;
  /** An assignment on the forge. */
  task(given?: Given): Assignment;
  /** One for the scripted agent; `brief` has its steps. */
  demo(brief: string, given?: Given): Assignment;
  shell(command: string, given?: Given): Assignment;
  /** The types of the commands so far. */
  types(): string[];
  /** What the scripted agent was prompted with. */
  prompts(): string[];
  lines(attempt?: string): string[];
  attemptsLeft(): string[];
  gone(attempt?: string): Promise<void>;
  /** How many processes of its attempts are alive. */
  alive(): Promise<number>;
  close(): Promise<void>;
};

export async function openStage(): Promise<Stage> {
  const forge = makeForge({ 'README.md': 'hello\n', 'src/a.ts': 'a\n' });
  const there = await fakeOrchestrator();
  const home = runnerHome();
  const runners: RunnerProcess[] = [];
  const launch = async (flags: readonly string[], env: NodeJS.ProcessEnv) => {
    const runner = await startRunnerProcess({ url: there.url, home, flags, env });
    runners.push(runner);
    return runner;
  };
  const task = (given: Given = {}) =>
    anAssignment({ repo: { repoId: 'repo', url: forge.url, defaultBranch: 'main' }, ...given });
  const attempts = join(home.state, 'attempts');
  return {
    forge,
    there,
    home,
    start: (...flags) => launch(flags, {}),
    startWith: (env) => launch([], env),
    task,
    demo: (brief, given = {}) => task({ agent: 'demo', brief, ...given }),
    shell: (command, given = {}) => task({ agent: 'shell', run: command, ...given }),
    types: () => there.commands.map(({ command }) => command.type),
    prompts: () => journalOf(home.journal),
    lines: (attempt = 'p1.t1.1') => there.log(attempt).map(({ t, text }) => `${t}: ${text}`),
    attemptsLeft: () => readdirSync(attempts),
    gone: (attempt = 'p1.t1.1') =>
      there.until(`${attempt} is gone`, () => !existsSync(join(attempts, attempt))),
    async alive() {
      const isOurs = (variable: string) => variable.startsWith(`HOME=${home.state}/`);
      return (await processTable()).filter(({ environment }) => environment.some(isOurs)).length;
    },
    async close() {
      for (const { kill } of runners) kill('SIGKILL');
      await Promise.all(runners.map(({ ended }) => ended));
      await there.close();
      home.remove();
      forge.remove();
    },
  };
}

const journalOf = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { text: string }).text);

/** Looks again and again at something that says nothing by itself. */
export async function eventually(condition: () => boolean): Promise<void> {
  const until = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > until) throw new Error(`never: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
