import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHome } from './home.ts';
import { lockHome } from './lock.ts';

const modeOf = (file: string) => statSync(file).mode & 0o777;

describe('a home', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'headrace-home-'));
    chmodSync(dir, 0o755);
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('makes a random token that only its owner reads', () => {
    const { token, tokenFile } = openHome(dir);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(modeOf(tokenFile)).toBe(0o600);
    expect(modeOf(join(dir, 'secrets.json'))).toBe(0o600);
  });

  it('keeps its token', () => expect(openHome(dir).token).toBe(openHome(dir).token));

  it('refuses a place that the account of Postgres cannot pass', () => {
    chmodSync(dir, 0o700);
    if (process.getuid?.() === 0) expect(() => openHome(join(dir, 'below'))).toThrow(/closed to other users/);
    else expect(openHome(join(dir, 'below')).dir).toContain('below');
  });

  it('belongs to one process at a time', () => {
    const unlock = lockHome(dir);
    expect(() => lockHome(dir)).toThrow(`process ${process.pid} runs on ${dir}`);
    unlock();
    lockHome(dir)();
  });

  it('is taken over from a process that is gone', () => {
    const unlock = lockHome(dir);
    const lock = join(dir, 'lock');
    const [, started] = readFileSync(lock, 'utf8').split(' ');
    unlock();
    writeFileSync(lock, `999999999 ${started}`);
    lockHome(dir)();
  });
});
