import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findNatsServer, isAtLeast } from './nats.binary.ts';

describe('finding a nats-server', () => {
  let dir: string;
  const before = { ...process.env };
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'headrace-nats-'));
    process.env.XDG_CACHE_HOME = join(dir, 'cache');
    process.env.PATH = `${join(dir, 'bin')}:/usr/bin:/bin`;
    delete process.env.HEADRACE_NATS_SERVER;
  });
  afterEach(() => {
    process.env = { ...before };
    rmSync(dir, { recursive: true, force: true });
  });

  const server = (place: string, version: string) => {
    const path = join(dir, place, 'nats-server');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\necho "nats-server: v${version}"\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const find = () => findNatsServer({ say: () => undefined });

  it('takes the given one, however old', async () => {
    process.env.HEADRACE_NATS_SERVER = server('given', '2.10.1');
    server('bin', '2.12.9');
    expect(await find()).toEqual({ path: process.env.HEADRACE_NATS_SERVER, version: '2.10.1' });
  });

  it('prefers the newest of the cache to the PATH', async () => {
    server('bin', '2.14.0');
    server('cache/headrace/nats-server/2.12.7', '2.12.7');
    const newest = server('cache/headrace/nats-server/2.12.15', '2.12.15');
    expect(await find()).toEqual({ path: newest, version: '2.12.15' });
  });

  it('takes a recent one from the PATH', async () => {
    const path = server('bin', '2.12.0');
    expect(await find()).toEqual({ path, version: '2.12.0' });
  });

  it('compares versions as numbers', () => {
    expect(isAtLeast('2.9.10', '2.12')).toBe(false);
    expect(isAtLeast('2.12.0', '2.12')).toBe(true);
    expect(isAtLeast('3.0.0', '2.12')).toBe(true);
  });
});
