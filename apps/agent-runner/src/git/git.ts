import { execa } from 'execa';

/** What a git command failed with, as git said it. */
export class GitFailed extends Error {
  readonly exitCode: number;
  readonly stderr: string;
  constructor(args: readonly string[], exitCode: number, stderr: string) {
    const verb = args.find((arg) => !arg.startsWith('-')) ?? '';
    super(
      `git ${verb}: ${stderr.trim().split('\n').slice(-4).join(' / ') || `exit ${exitCode}`}`.slice(0, 1500),
    );
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

export type Where = {
  /** The git directory: always named, never discovered, because an agent may have laid a trap to be found. */
  readonly gitDir: string;
  readonly workTree?: string;
  /** An index of the runner's own, so that flags in the agent's index hide nothing. */
  readonly index?: string;
};

export type GitOptions = {
  readonly input?: string;
  /** Exit codes that are answers rather than failures; 0 always is. */
  readonly allow?: readonly number[];
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Standard output goes into this file instead. */
  readonly into?: string;
};

export type GitAnswer = { readonly stdout: string; readonly code: number };

export type Git = (where: Where, args: readonly string[], options?: GitOptions) => Promise<GitAnswer>;

/** Against what a repository's own configuration could make the runner execute. */
const GUARDED = [
  ...['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'core.excludesFile=/dev/null'],
  ...['-c', 'core.attributesFile=/dev/null', '-c', 'commit.gpgSign=false', '-c', 'gc.auto=0'],
  ...['-c', 'core.quotePath=false', '-c', 'core.untrackedCache=false', '-c', 'submodule.recurse=false'],
];

const FIVE_MINUTES_MS = 300_000;

/** `config`: the operator's own git configuration, or null for none at all. */
export function gitWith(config: string | null): Git {
  const isolated = {
    ...pick(process.env, ['PATH', 'HOME', 'SSH_AUTH_SOCK', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'https_proxy']),
    LANG: 'C',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_GLOBAL: config ?? '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'true',
    GIT_SSH_COMMAND: 'ssh -oBatchMode=yes',
    GIT_ALLOW_PROTOCOL: 'file:https:ssh',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
  };
  return async (where, args, options = {}) => {
    const env = { ...isolated, ...placeOf(where), ...options.env };
    const result = await execa('git', [...GUARDED, ...args], {
      env,
      extendEnv: false,
      cwd: where.workTree ?? where.gitDir,
      input: options.input ?? '',
      stdout: options.into === undefined ? 'pipe' : { file: options.into },
      stripFinalNewline: false,
      reject: false,
      timeout: options.timeoutMs ?? FIVE_MINUTES_MS,
      forceKillAfterDelay: 2000,
      maxBuffer: 256 * 1024 * 1024,
    });
    const code = result.exitCode ?? -1;
    const stderr = result.timedOut ? 'timed out' : result.stderr || (result.originalMessage ?? '');
    if (code !== 0 && !options.allow?.includes(code)) throw new GitFailed(args, code, stderr);
    return { stdout: options.into === undefined ? (result.stdout ?? '') : '', code };
  };
}

function placeOf({ gitDir, workTree, index }: Where): Record<string, string> {
  return {
    GIT_DIR: gitDir,
    ...(workTree === undefined ? {} : { GIT_WORK_TREE: workTree }),
    ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
  };
}

const pick = (env: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));

/** The output of a command that prints one object name. */
export async function shaFrom(answer: Promise<GitAnswer>): Promise<string> {
  return (await answer).stdout.trim();
}
