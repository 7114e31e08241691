import { mkdir } from 'node:fs/promises';
import { MARK } from './sweep.ts';

/** What of the runner's own environment every child may see. Everything else has to be named. */
const ALLOWED = ['PATH', 'LANG', 'LC_ALL', 'TZ'] as const;

export type Surroundings = {
  readonly mark: string;
  readonly home: string;
  readonly tmp: string;
  /** Variables by name, e.g. HEADRACE_TASK. */
  readonly extra?: Readonly<Record<string, string>>;
  /** Variables of the runner that the operator lets through, e.g. an agent's key. */
  readonly pass?: readonly string[];
};

/** The whole environment of a child process: an allow-list, a home and a temporary directory of its own. */
export function environmentOf(
  given: Surroundings,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const allowed = [...ALLOWED, ...(given.pass ?? [])].flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    LANG: 'C.UTF-8',
    ...Object.fromEntries(allowed),
    TERM: 'dumb',
    HOME: given.home,
    TMPDIR: given.tmp,
    ...given.extra,
    [MARK]: given.mark,
  };
}

export async function makeHome({ home, tmp }: Surroundings): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await mkdir(tmp, { recursive: true, mode: 0o700 });
}
