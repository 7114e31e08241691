import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { settingsOf, type Durability } from '../durability.ts';

export type Redis = { readonly port: number; stop(): Promise<void> };

/** `REDIS_SERVER`, else the one on PATH; null where there is none. */
export function redisProgram(): string | null {
  const program = process.env['REDIS_SERVER'] ?? 'redis-server';
  try {
    execFileSync(program, ['--version'], { stdio: 'pipe' });
    return program;
  } catch {
    return null;
  }
}

/** With an append-only file. */
export async function startRedis(program: string, durability: Durability): Promise<Redis> {
  const dir = await mkdtemp(join(tmpdir(), 'headrace-bench-redis-'));
  const port = 10_240 + Math.floor(Math.random() * 21_000);
  const settings = {
    ...{ port: String(port), bind: '127.0.0.1', dir, save: '', appendonly: 'yes' },
    ...{ appendfsync: settingsOf[durability].redis, 'maxmemory-policy': 'noeviction' },
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(program, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  const reap = () => child.kill('SIGKILL');
  process.once('exit', reap);
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.includes('Ready to accept connections')) continue;
    child.stdout.resume();
    return { port, stop: () => stopped() };
  }
  throw new Error('redis-server ended before it was ready');

  async function stopped(): Promise<void> {
    process.removeListener('exit', reap);
    child.kill('SIGTERM');
    await gone;
    await rm(dir, { recursive: true, force: true });
  }
}
