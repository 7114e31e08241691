import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { AgentName } from '@headrace/events';
import { script } from '../../test/runner.process.ts';
import type { Entry } from '../log/spool.ts';
import { processTable } from '../process/process.table.ts';
import { noSandbox } from '../process/sandbox.ts';
import { MARK, ofAttempt } from '../process/sweep.ts';
import type { Session, SessionOptions } from './agent.ts';
import { openAcpSession } from './acp.session.ts';
import { AttemptFailure } from './failure.ts';
import { openShellSession } from './shell.session.ts';

jest.setTimeout(60_000);

const words = [process.execPath, join(import.meta.dirname, '../../test/scripted.agent.ts')];
let dir: string;
let log: Entry[];
let control: AbortController;
let session: Session | null;

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'hr-agent-')));
  mkdirSync(join(dir, 'work'));
  log = [];
  control = new AbortController();
  session = null;
});
afterEach(async () => {
  await session?.close();
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
});

const options = (more: Partial<SessionOptions> = {}): SessionOptions => ({
  agent: 'demo' as AgentName,
  cwd: join(dir, 'work'),
  home: join(dir, 'home'),
  tmp: join(dir, 'tmp'),
  mark: `${dir}/agent`,
  readable: [],
  variables: { HEADRACE_TASK: 't1' },
  pass: [],
  sandbox: noSandbox,
  log: { write: (entry) => log.push(entry), ready: () => Promise.resolve() },
  idleMs: 60_000,
  signal: control.signal,
  run: null,
  ...more,
});

const open = async (more: Partial<SessionOptions> = {}) =>
  (session = await openAcpSession(words, options(more)));
const prompt = (steps: object[], wallMs = 60_000) =>
  session!.prompt(script(steps), { signal: control.signal, wallMs });
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error as AttemptFailure,
  );
const marked = async () => ofAttempt(await processTable(), `${dir}/agent`, []);
const inWork = (name: string) => join(dir, 'work', name);

describe('an ACP agent', () => {
  it('works in the workspace, and its updates become lines of the log', async () => {
    await open();
    expect(session!.version).toBe('scripted 1.2.3');
    const steps = [
      { plan: ['write', 'done'] },
      { think: 'hm ' },
      { say: 'I will ' },
      { say: 'write it.' },
      { odd: true },
      { ask: 'May I?' },
      { write: 'a.txt', text: 'a\n' },
      { sh: 'echo out; env | sort' },
      { say: 'VERDICT: approve' },
    ];
    const turn = await prompt(steps);
    expect(turn).toMatchObject({ stopReason: 'end_turn', trespasses: [] });
    expect(turn.text).toMatch(/VERDICT: approve$/);
    expect(readFileSync(inWork('a.txt'), 'utf8')).toBe('a\n');
    const said = log.map(({ t, text }) => `${t}: ${text.split('\n')[0]}`);
    expect(said).toEqual([
      'plans: [pending] write',
      'thinks: hm',
      'says: I will write it.',
      'asks: May I?: allowed',
      'edits: Write a.txt',
      'edits: Write a.txt: completed',
      'runs: echo out; env | sort',
      'says: VERDICT: approve',
    ]);
    const { text: env } = log[6]!;
    expect(env).toContain(`HOME=${dir}/home`);
    expect(env).toContain('HEADRACE_TASK=t1');
    expect(env).not.toMatch(/npm_|JEST_/);
  });

  it('keeps its session over turns', async () => {
    await open();
    await session!.prompt(script([{ write: 'one', text: '1' }], [{ write: 'two', text: '2' }]), {
      signal: control.signal,
      wallMs: 60_000,
    });
    await session!.prompt('Gates failed:', { signal: control.signal, wallMs: 60_000 });
    expect(existsSync(inWork('two'))).toBe(true);
  });

  it('may not edit outside, and is denied when it asks', async () => {
    await open();
    const turn = await prompt([
      { ask: 'Edit?', path: '/etc/passwd' },
      { write: '../outside.txt', text: 'x' },
    ]);
    expect(turn.trespasses).toEqual([join(dir, 'outside.txt')]);
    expect(log[0]?.text).toContain('denied: /etc/passwd lies outside');
  });

  it.each([
    ['auth', { code: -32000, message: 'Authentication required' }],
    [
      'quota',
      { code: -32603, message: 'rate limit reached', data: { class: 'rate_limit', retryAfterMs: 60_000 } },
    ],
    ['context', { code: -32603, message: 'context window exceeded' }],
  ] as const)('that reports %s fails with it', async (expected, fail) => {
    await open();
    const error = await failure(prompt([{ fail }]));
    expect(error).toMatchObject({ class: expected });
    expect(error.quotaUntil !== null).toBe(expected === 'quota');
  });

  it('that refuses, fails so', async () => {
    await open();
    expect(await failure(prompt([{ stop: 'refusal' }]))).toMatchObject({ class: 'refused' });
  });

  it('that crashes says how', async () => {
    await open();
    const error = await failure(prompt([{ exit: 86 }]));
    expect(error).toMatchObject({ class: 'crashed' });
    expect(error.message).toBe('The agent exited with code 86. about to go');
  });

  it('that hangs is ended by silence', async () => {
    await open({ idleMs: 300 });
    expect(await failure(prompt([{ hang: true }]))).toMatchObject({ class: 'timeout' });
  });

  it('that takes too long is ended by the clock', async () => {
    await open();
    expect((await failure(prompt([{ hang: true }], 300))).message).toMatch(/time limit/);
  });

  it('is cancelled by the signal', async () => {
    await open();
    const stopping = failure(prompt([{ say: 'here' }, { hang: true }]));
    const reason = new Error('enough');
    control.abort(reason);
    expect(await stopping).toBe(reason);
  });

  it('that cannot be started says which', async () => {
    const error = await failure(openAcpSession(['/nowhere/agent'], options()));
    expect(error).toMatchObject({ class: 'infrastructure' });
    expect(error.message).toMatch(/^AGENT_NOT_FOUND: agent demo: /);
  });

  it('that does not speak ACP is not waited for', async () => {
    const error = await failure(openAcpSession(['/bin/sh', '-c', 'echo hello; exit 7'], options()));
    expect(error).toMatchObject({ class: 'crashed' });
    expect(error.message).toContain('exited with code 7');
  });

  it('takes with it everything that it started, also in sessions of their own', async () => {
    await open();
    await prompt([
      { detach: 'sleep 1000 & sleep 1000' },
      { sh: 'setsid nohup sleep 1000 >/dev/null 2>&1 &' },
    ]);
    expect((await marked()).length).toBeGreaterThanOrEqual(3);
    await session!.close();
    expect(await marked()).toEqual([]);
  });
});

describe('the shell agent', () => {
  const shell = async (run: string, more: Partial<SessionOptions> = {}) =>
    (session = await openShellSession(options({ run, ...more })));

  it('runs the command, which can read the prompt', async () => {
    await shell('cat "$HEADRACE_PROMPT" > p.txt; echo done; echo careful >&2');
    const turn = await session!.prompt('Task: p.t', { signal: control.signal, wallMs: 60_000 });
    expect(readFileSync(inWork('p.txt'), 'utf8')).toBe('Task: p.t');
    expect(turn.text).toContain('done');
    expect(log.map(({ t, text }) => `${t} ${text}`).sort()).toEqual(['out careful', 'out done']);
  });

  it('fails with the exit code and the end of the output', async () => {
    await shell('echo boom; exit 3');
    const error = await failure(session!.prompt('', { signal: control.signal, wallMs: 60_000 }));
    expect(error).toMatchObject({
      class: 'crashed',
      message: expect.stringContaining('code 3. boom') as string,
    });
  });

  it('is not held up by what it leaves in the background', async () => {
    await shell('sleep 1000 & setsid sleep 1000 & echo done');
    await session!.prompt('', { signal: control.signal, wallMs: 60_000 });
    expect(await marked()).toEqual([]);
  });

  it('is ended by the clock, with everything in it', async () => {
    await shell(`trap '' TERM; sleep 1000`);
    expect(await failure(session!.prompt('', { signal: control.signal, wallMs: 200 }))).toMatchObject({
      class: 'timeout',
    });
    await session!.close();
    expect(await marked()).toEqual([]);
  });

  it('knows its mark and nothing else of ours', async () => {
    await shell('env | sort > env.txt', { variables: {} });
    await session!.prompt('', { signal: control.signal, wallMs: 60_000 });
    const names = readFileSync(inWork('env.txt'), 'utf8')
      .split('\n')
      .map((line) => line.split('=')[0]);
    const known = [
      'HEADRACE_MARK',
      'HEADRACE_PROMPT',
      'HOME',
      'LANG',
      'PATH',
      'PWD',
      'SHLVL',
      'TERM',
      'TMPDIR',
      '_',
      'OLDPWD',
      'LC_ALL',
      'TZ',
      '',
    ];
    expect(names.filter((name) => !known.includes(name ?? ''))).toEqual([]);
    expect(names).toContain(MARK);
  });
});
