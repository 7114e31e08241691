import { spawn } from 'node:child_process';
import { ProblemError } from '../http/problem.ts';

const TIMEOUT_MS = 10_000;
const MAX_OUTPUT = 4 * 2 ** 20;

/** What git may know of our environment: where it is, whose it is, how to reach others; no secret of ours. */
const passed = [
  ...['PATH', 'HOME', 'USER', 'LANG', 'TMPDIR', 'SSH_AUTH_SOCK', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'XDG_CONFIG_HOME'],
];

/**
 * That git can read a repository from here, that it has the branch, and that nothing known stands against a push. Errors:
 * REPO_UNREACHABLE, REPO_EMPTY, BRANCH_UNKNOWN, REPO_CHECKED_OUT.
 */
export async function probe(url: string, branch: string, signal?: AbortSignal): Promise<void> {
  const heads = await headsOf(url, signal);
  if (heads.length === 0) throw new ProblemError('REPO_EMPTY', `${url} has no branch`, { path: 'url' });
  if (!heads.includes(branch)) {
    throw new ProblemError('BRANCH_UNKNOWN', `${url} has no branch ${branch}`, {
      path: 'defaultBranch',
      expected: heads.slice(0, 20).join(', '),
    });
  }
  if (await isCheckedOut(url, branch, signal)) {
    throw new ProblemError('REPO_CHECKED_OUT', `${branch} is checked out in ${url}`, { path: 'url' });
  }
}

/** Somebody works there; git pushes to their branch only where the repository says what is to become of their files. */
async function isCheckedOut(url: string, branch: string, signal?: AbortSignal): Promise<boolean> {
  const path = url.replace(/^file:\/\//, '');
  if (!path.startsWith('/')) return false;
  const ask = async (...args: string[]) => (await run(['-C', path, ...args], signal)).output.trim();
  if ((await ask('rev-parse', '--is-bare-repository')) !== 'false') return false;
  if ((await ask('symbolic-ref', '-q', 'HEAD')) !== `refs/heads/${branch}`) return false;
  return ['', 'refuse'].includes(await ask('config', '--local', '--get', 'receive.denyCurrentBranch'));
}

async function headsOf(url: string, signal?: AbortSignal): Promise<string[]> {
  const { code, output, complaint } = await run(['ls-remote', '--heads', '--', url], signal);
  if (code !== 0) {
    throw new ProblemError('REPO_UNREACHABLE', `git cannot read ${url}: ${complaint}`, { path: 'url' });
  }
  return output
    .split('\n')
    .map((line) => line.split('\trefs/heads/')[1])
    .filter((head) => head !== undefined);
}

type Ran = { readonly code: number | null; readonly output: string; readonly complaint: string };

function run(args: readonly string[], signal?: AbortSignal): Promise<Ran> {
  return new Promise((resolve) => {
    // a group of its own, because git starts ssh and others
    const child = spawn('git', [...args], {
      env: environment(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let complaint = '';
    const end = (code: number | null, because?: string) => {
      clearTimeout(clock);
      signal?.removeEventListener('abort', kill);
      resolve({ code, output, complaint: because ?? firstLines(complaint) });
    };
    const kill = () => killGroup(child.pid);
    const clock = setTimeout(() => {
      complaint = `no answer within ${TIMEOUT_MS / 1000} s`;
      kill();
    }, TIMEOUT_MS);
    signal?.addEventListener('abort', kill);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.length > MAX_OUTPUT) kill();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text.slice(0, 4096)));
    child.once('error', (error) => end(null, error.message));
    child.once('close', (code) => end(code));
  });
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended in the meantime
  }
}

function environment(): NodeJS.ProcessEnv {
  const known = Object.fromEntries(
    passed.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  return {
    ...known,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=5',
    GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
  };
}

const firstLines = (text: string): string => text.trim().split('\n').slice(0, 3).join(' ').slice(0, 500);
