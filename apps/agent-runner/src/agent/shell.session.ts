import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stepMsOf } from '../attempt/stop.ts';
import { cutLines } from '../log/lines.ts';
import { start, type Child, type Exit } from '../process/child.ts';
import { environmentOf, makeHome } from '../process/environment.ts';
import { inShell } from '../process/shell.ts';
import type { Limits, Session, SessionOptions, Turn } from './agent.ts';
import { AttemptFailure, quotaIn } from './failure.ts';
import { watchdog, type Watchdog } from './watchdog.ts';

const SAID_CHARS = 4000;

/**
 * The plain agent: runs the task's command in the workspace. Each turn runs it again; the prompt, with what the gates
 * said, lies in the file that HEADRACE_PROMPT names.
 */
export async function openShellSession(options: SessionOptions): Promise<Session> {
  const { mark, home, tmp } = options;
  if (options.run === null)
    throw new AttemptFailure('infrastructure', 'RUN_MISSING: agent shell needs a command.');
  await makeHome({ mark, home, tmp });
  const run = options.run;
  let child: Child | null = null;
  return {
    version: 'shell',
    async prompt(text, limits) {
      child = await begin(run, text, options);
      return turnOf(child, options, limits);
    },
    close: async () => child?.stop(stepMsOf(options.signal)),
  };
}

async function begin(run: string, prompt: string, options: SessionOptions): Promise<Child> {
  const { cwd, home, tmp, mark, sandbox, readable, variables } = options;
  const file = join(tmp, 'prompt.txt');
  await writeFile(file, prompt);
  const env = environmentOf({ mark, home, tmp, extra: { ...variables, HEADRACE_PROMPT: file } });
  const words = sandbox.wrap(inShell(run), { cwd, writable: [cwd, home, tmp], readable });
  const child = await start({ words, cwd, env, mark });
  child.stdin.end();
  return child;
}

async function turnOf(child: Child, options: SessionOptions, limits: Limits): Promise<Turn> {
  const dog = watchdog({ ...limits, idleMs: options.idleMs });
  const output = listen(child, options, dog);
  try {
    const exit = await Promise.race([child.exited, dog.bites]);
    await child.stop(stepMsOf(options.signal)); // what it left in the background holds its output open
    const said = await output;
    if (exit.code !== 0) throw failed(exit, said);
    return { stopReason: 'end_turn', text: said, trespasses: [] };
  } finally {
    dog.stop();
    await child.stop(stepMsOf(options.signal));
  }
}

function failed({ code, signal }: Exit, said: string): AttemptFailure {
  const quota = quotaIn(said.trim().split('\n').slice(-5).join('\n'), Date.now());
  if (quota) return quota;
  const how = signal ? `was killed by ${signal}` : `exited with code ${code}`;
  const end = said.trim().split('\n').slice(-5).join('\n');
  return new AttemptFailure('crashed', `The command ${how}. ${end}`.slice(0, 1500));
}

/** Logs both outputs and answers their end. */
async function listen({ stdout, stderr }: Child, { log }: SessionOptions, dog: Watchdog): Promise<string> {
  let said = '';
  const follow = async (stream: AsyncIterable<Buffer>) => {
    const cutter = cutLines((line) => {
      said = `${said}${line}\n`.slice(-SAID_CHARS);
      log.write({ t: 'out', text: line });
    });
    for await (const chunk of stream) {
      dog.pat();
      cutter.push(chunk);
      await log.ready();
    }
    cutter.end();
  };
  const both = [follow(stdout as AsyncIterable<Buffer>), follow(stderr as AsyncIterable<Buffer>)];
  await Promise.all(both.map((each) => each.catch(() => undefined)));
  return said;
}
