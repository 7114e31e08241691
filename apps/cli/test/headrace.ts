import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir } from '../src/up/cache.ts';

const main = join(import.meta.dirname, '../src/main.ts');

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string };

/** Starts the command line as a process, with no setting of whoever runs the tests. */
export function spawnHeadrace(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [main, ...args], {
    env: { ...surroundings(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs one command to its end. */
export function headrace(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return endOf(spawnHeadrace(args, env));
}

export function endOf(child: ChildProcess): Promise<Ran> {
  const [out, err] = [child.stdout, child.stderr].map((stream) => {
    const said = { text: '' };
    stream?.setEncoding('utf8').on('data', (text: string) => (said.text += text));
    return said;
  });
  return new Promise((resolve) =>
    child.once('close', (code) => resolve({ code, out: out?.text ?? '', err: err?.text ?? '' })),
  );
}

/** What `--json` printed as the result. */
export const resultOf = <T>({ out }: Ran): T => JSON.parse(out) as T;

type Complaint = {
  readonly code: string;
  readonly detail: string;
  readonly hint: string;
  readonly problems: readonly Readonly<Record<string, unknown>>[];
};

/** What `--json` printed as the failure. */
export const complaintOf = ({ err }: Ran): Complaint =>
  (JSON.parse(err.trim().split('\n').at(-1) ?? '') as { error: Complaint }).error;

/** A new directory that Postgres, which has an account of its own where we are root, may pass. */
export function newPlace(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'headrace-e2e-')));
  chmodSync(dir, 0o755);
  return dir;
}

function surroundings(): NodeJS.ProcessEnv {
  const passed = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'XDG_CACHE_HOME', 'HEADRACE_NATS_SERVER'];
  const known = passed.map((name) => [name, process.env[name]] as const);
  return { ...Object.fromEntries(known), NODE_COMPILE_CACHE: join(cacheDir(), 'compiled') };
}
