import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startTestServer, type TestServer } from '@headrace/events/testing';

const main = join(import.meta.dirname, '../dist/main.js');

const exitOf = async (child: ChildProcess) => ((await once(child, 'exit')) as [number | null])[0];
const saidLast = (text: string) => JSON.parse(text.trim().split('\n').at(-1)!) as { code: string };

describe('the process', () => {
  let nats: TestServer;
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    if (!existsSync(main)) throw new Error('Build it first: npm run build -w apps/orchestrator');
    nats = await startTestServer();
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await nats.stop();
  });

  function start(env: NodeJS.ProcessEnv = {}): ChildProcess {
    const child = spawn(process.execPath, [main], {
      env: {
        PATH: process.env['PATH'],
        NATS_URL: nats.url,
        ORCHESTRATOR_TOKEN: 'a-token-of-this-test',
        HEADRACE_ORCHESTRATOR_PORT: '0',
        HEADRACE_LOG_LEVEL: 'silent',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    return child;
  }
  const ready = async (child: ChildProcess) => {
    for await (const line of createInterface({ input: child.stdout! }))
      return JSON.parse(line) as { address: string };
    throw new Error('it ended before it was ready');
  };
  const complaint = async (child: ChildProcess) => {
    let text = '';
    child.stderr!.setEncoding('utf8').on('data', (more) => (text += more));
    return { code: await exitOf(child), text };
  };

  it('says when it is ready, and ends when it is told to', async () => {
    const child = start();
    const { address } = await ready(child);
    expect((await fetch(`${address}/health`)).status).toBe(200);
    const stream = await fetch(`${address}/events`, {
      headers: { 'x-auth-token': 'a-token-of-this-test', accept: 'text/event-stream' },
    });
    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(0);
    await stream.text().catch(() => ''); // it was ended from the other side
  });

  it('takes over at once from one that was killed', async () => {
    const first = start();
    await ready(first);
    first.kill('SIGKILL');
    await once(first, 'exit');
    const { address } = await ready(start());
    const health = (await (await fetch(`${address}/health`)).json()) as { writer: { role: string } };
    expect(health.writer.role).toBe('writer');
  });

  it('says that its port is taken', async () => {
    const { address } = await ready(start());
    const { code, text } = await complaint(start({ HEADRACE_ORCHESTRATOR_PORT: new URL(address).port }));
    expect([code, saidLast(text).code]).toEqual([1, 'PORT_IN_USE']);
  });

  it.each([
    [{ ORCHESTRATOR_TOKEN: '' }, 'ORCHESTRATOR_TOKEN'],
    [{ HEADRACE_ORCHESTRATOR_PORT: 'many' }, 'HEADRACE_ORCHESTRATOR_PORT'],
    [{ HEADRACE_LEASE_MS: '1' }, 'HEADRACE_LEASE_MS'],
  ])('says what is wrong with its environment: %j', async (env, name) => {
    const { code, text } = await complaint(start(env));
    expect([code, text.includes(name)]).toEqual([1, true]);
  });

  it('ends while it waits for a nats-server', async () => {
    const child = start({ NATS_URL: 'nats://127.0.0.1:1', HEADRACE_LOG_LEVEL: 'info' });
    await once(child.stderr!, 'data');
    child.kill('SIGTERM');
    expect(await exitOf(child)).toBe(0);
  });
});
