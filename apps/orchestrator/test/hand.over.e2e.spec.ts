import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { connectBroker, readRange } from '@headrace/events/jetstream';
import { startTestServer, type TestServer } from '@headrace/events/testing';
import { ADMIN, asked, type Said } from './speak.ts';

const main = join(import.meta.dirname, '../dist/main.js');

type Process = { readonly child: ChildProcess; readonly address: string };

/** Commands one after the other, as a client sends them that knows one address only. */
async function commanding(address: string, name: string, until: () => boolean) {
  const accepted: { id: string; position: number }[] = [];
  let longestMs = 0;
  for (let n = 0; !until() || n % 5 !== 0; n++) {
    const id = `${name}.${n}`;
    const command = {
      type: 'RegisterRepo',
      repoId: `${name.toLowerCase()}-${n}`,
      url: 'https://h/r',
      defaultBranch: 'main',
    };
    const begun = performance.now();
    for (;;) {
      const { status, json } = await asked(address, 'POST', '/commands', { body: [{ id, command }] });
      if (status === 503) continue;
      const [answer] = json as unknown as readonly Said[];
      accepted.push({ id, position: answer!.position });
      break;
    }
    longestMs = Math.max(longestMs, performance.now() - begun);
  }
  return { accepted, longestMs };
}

describe('the writer of a shard as a process', () => {
  let nats: TestServer;
  const processes: Process[] = [];
  beforeAll(async () => {
    if (!existsSync(main)) throw new Error('Build it first: npm run build -w apps/orchestrator');
    nats = await startTestServer();
  });
  afterAll(async () => {
    for (const { child } of processes) child.kill('SIGKILL');
    await nats.stop();
  });

  async function start(): Promise<Process> {
    const env = { NATS_URL: nats.url, ORCHESTRATOR_TOKEN: ADMIN, HEADRACE_ORCHESTRATOR_PORT: '0' };
    const child = spawn(process.execPath, [main], {
      env: { PATH: process.env['PATH'], HEADRACE_LOG_LEVEL: 'silent', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const { address } = JSON.parse(line) as { address: string };
      processes.push({ child, address });
      return { child, address };
    }
    throw new Error('it ended before it was ready');
  }

  async function idsInLog(): Promise<string[]> {
    const broker = await connectBroker({ url: nats.url, name: 'outsider' });
    const ids: string[] = [];
    for await (const { commit } of readRange(broker, 'main', { after: 0 })) ids.push(commit.command.id);
    await broker.close();
    return ids;
  }

  const roleOf = async ({ address }: Process) => (await asked(address, 'GET', '/health')).json.writer.role;

  /** Commands go to the follower while its writer gets the signal, until it writes itself. */
  async function handOver(writer: Process, follower: Process, signal: NodeJS.Signals): Promise<void> {
    let isOver = false;
    const commands = commanding(follower.address, signal, () => isOver);
    writer.child.kill(signal);
    while ((await roleOf(follower)) !== 'writer') await pause(5);
    isOver = true;
    const { accepted, longestMs } = await commands;
    process.stdout.write(`hand-over after ${signal}: a command waited ${Math.round(longestMs)} ms\n`);
    const ids = await idsInLog();
    expect(accepted.map(({ position }) => ids[position - 1])).toEqual(accepted.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  }

  it('is followed by another one however it goes, and no command is lost or done twice', async () => {
    const [a, b] = [await start(), await start()];
    expect([await roleOf(a), await roleOf(b)]).toEqual(['writer', 'standby']);
    await handOver(a, b, 'SIGSTOP');
    a.child.kill('SIGCONT');
    while ((await roleOf(a)) !== 'standby') await pause(5);
    await handOver(b, a, 'SIGKILL');
    await handOver(a, await start(), 'SIGTERM');
  });
});
