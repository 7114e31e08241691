import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { postgresAccount, postgresBinaries } from '@headrace/readmodel/postgres';
import { connectionOf } from '../orchestrator/connection.ts';
import { openClient } from '../orchestrator/client.ts';
import { findNatsServer } from '../up/nats.binary.ts';
import { takePort } from '../up/ports.ts';

export type Finding = {
  readonly name: string;
  readonly verdict: 'ok' | 'warning' | 'missing';
  readonly found: string;
  readonly todo?: string;
};
type Check = () => Promise<Finding>;

const run = promisify(execFile);

export function checks(globals: Parameters<typeof connectionOf>[0]): readonly Check[] {
  return [
    node,
    git,
    natsServer,
    postgres,
    sandbox,
    natsCli,
    port('orchestrator', 18080, '--orchestrator-port'),
    port('dashboard', 8090, '--web-port'),
    () => orchestrator(globals),
  ];
}

const isAtLeast = (version: string, least: string): boolean =>
  version.localeCompare(least, undefined, { numeric: true }) >= 0;

const node: Check = () =>
  Promise.resolve({
    name: 'node',
    verdict: isAtLeast(process.versions.node, '22.18') ? 'ok' : 'missing',
    found: process.versions.node,
    todo: isAtLeast(process.versions.node, '22.18')
      ? ''
      : 'Node 22.18 or newer is needed; `npm run …` brings its own.',
  });

const git: Check = async () => {
  const version = /(\d+\.\d+(\.\d+)?)/.exec(await output('git', ['--version']))?.[1];
  if (!version)
    return { name: 'git', verdict: 'missing', found: 'not on the PATH', todo: 'Install git 2.38 or newer.' };
  const isNew = isAtLeast(version, '2.38');
  return {
    name: 'git',
    verdict: isNew ? 'ok' : 'missing',
    found: version,
    todo: isNew ? '' : 'Changes are merged with `git merge-tree --write-tree`, which git has from 2.38.',
  };
};

const natsServer: Check = async () => {
  const tried: string[] = [];
  try {
    const { path, version } = await findNatsServer({ say: (line) => tried.push(line) });
    const isNew = isAtLeast(version, '2.12');
    return {
      name: 'nats-server',
      verdict: isNew ? 'ok' : 'warning',
      found: `${version} at ${path}`,
      todo: isNew ? '' : 'Good for one machine; a cluster needs 2.12.',
    };
  } catch (error) {
    return {
      name: 'nats-server',
      verdict: 'missing',
      found: tried.join('; '),
      todo: (error as Error).message,
    };
  }
};

const postgres: Check = async () => {
  try {
    const { postgres: path, version } = await postgresBinaries(await postgresAccount());
    return { name: 'postgres', verdict: 'ok', found: `${version} at ${path}` };
  } catch (error) {
    return {
      name: 'postgres',
      verdict: 'missing',
      found: (error as Error).message,
      todo: 'Set DATABASE_URL to use one of yours.',
    };
  }
};

const sandbox: Check = async () => {
  const version = await output('bwrap', ['--version']);
  return version
    ? { name: 'bubblewrap', verdict: 'ok', found: version.trim() }
    : {
        name: 'bubblewrap',
        verdict: 'warning',
        found: 'not on the PATH',
        todo: 'Optional: with it a runner can keep agents inside their workspace.',
      };
};

const natsCli: Check = async () => {
  const version = await output('nats', ['--version']);
  return version
    ? { name: 'nats (CLI)', verdict: 'ok', found: version.trim() }
    : {
        name: 'nats (CLI)',
        verdict: 'warning',
        found: 'not on the PATH',
        todo: 'Optional: `nats stream view` reads the log without us.',
      };
};

const port =
  (name: string, number: number, option: string): Check =>
  async () => {
    const isFree = await takePort(number, option).then(
      () => true,
      () => false,
    );
    return {
      name: `port ${number}`,
      verdict: isFree ? 'ok' : 'warning',
      found: isFree ? `free for the ${name}` : 'taken',
      todo: isFree ? '' : `By a running headrace, or choose another with ${option}.`,
    };
  };

const orchestrator = async (globals: Parameters<typeof connectionOf>[0]): Promise<Finding> => {
  try {
    const client = openClient(connectionOf(globals));
    const { status } = await client.get<{ status: string }>('/health');
    return { name: 'orchestrator', verdict: 'ok', found: `${client.connection.url} says ${status}` };
  } catch (error) {
    return {
      name: 'orchestrator',
      verdict: 'warning',
      found: (error as Error).message,
      todo: 'Start one with `headrace up`.',
    };
  }
};

async function output(command: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout, stderr } = await run(command, [...args], { timeout: 5_000 });
    return stdout || stderr;
  } catch {
    return '';
  }
}
