import { setMaxListeners } from 'node:events';
import { pino } from 'pino';
import { agentsOf } from './agent/agents.ts';
import { configOf, UsageError, type Config } from './config/config.ts';
import { gitWith } from './git/git.ts';
import { mirrorsIn } from './git/mirror.ts';
import { secretsOf } from './log/redact.ts';
import { canSandbox, noSandbox, sandboxHiding, type Sandbox } from './process/sandbox.ts';
import type { Host } from './runner/host.ts';
import { registrationToken } from './runner/registration.ts';
import { startRunner, type Runner } from './runner/runner.ts';
import { lockState, StateLocked } from './state/lock.ts';
import { openStateDir } from './state/state.dir.ts';
import { Refused } from './wire/orchestrator.ts';
import { orchestratorAt } from './wire/orchestrator.ts';

async function main(): Promise<void> {
  const config = configOf(process.argv.slice(2), process.env);
  const state = await openStateDir(config.state);
  const unlock = await lockState(state.lock);
  try {
    const off = new AbortController();
    setMaxListeners(0, off.signal); // every attempt that waits for the orchestrator listens
    const host = await hostOf(config, state, off.signal);
    const runner = startRunner(host, off, () =>
      say({ ready: true, runnerId: config.id, url: config.url.join(',') }),
    );
    obeySignals(runner);
    await runner.done;
  } finally {
    await unlock();
  }
}

async function hostOf(config: Config, state: Host['state'], off: AbortSignal): Promise<Host> {
  const git = gitWith(config.gitConfig);
  const token = await registrationToken(config);
  return {
    runnerId: config.id,
    config,
    state,
    git,
    mirrors: mirrorsIn(state.mirrors, git),
    agents: agentsOf(config),
    sandbox: await sandboxOf(config, state.root),
    orchestrator: orchestratorAt(...config.url),
    log: pino(
      { level: config.logLevel, base: { runnerId: config.id } },
      pino.destination({ fd: 2, sync: true }),
    ),
    secrets: new Set([token, ...secretsOf(process.env)]),
    off,
  };
}

async function sandboxOf({ sandbox }: Config, stateRoot: string): Promise<Sandbox> {
  if (!sandbox) return noSandbox;
  if (await canSandbox()) return sandboxHiding(stateRoot);
  throw new UsageError('--sandbox: bwrap is not installed, or may not make user namespaces here');
}

/** The first SIGTERM drains; the second, and SIGINT, cancel. */
function obeySignals(runner: Runner): void {
  let isDraining = false;
  process.on('SIGTERM', () => {
    if (isDraining) return runner.cancel();
    isDraining = true;
    runner.drain();
  });
  process.on('SIGINT', () => runner.cancel());
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const EXIT: readonly (readonly [new (...args: never[]) => Error & { code?: string }, number])[] = [
  [UsageError, 2],
  [StateLocked, 3],
  [Refused, 4],
];

try {
  await main();
  process.exit(0); // a long poll that was given up may linger
} catch (error) {
  const known = EXIT.find(([type]) => error instanceof type);
  const code =
    error instanceof Refused ? error.problem.code : ((error as { code?: string }).code ?? 'INTERNAL');
  process.stderr.write(`${JSON.stringify({ level: 60, code, msg: (error as Error).message })}\n`);
  process.exit(known?.[1] ?? 1);
}
