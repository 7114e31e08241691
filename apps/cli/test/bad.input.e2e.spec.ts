import { existsSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { LogLine, RepoView } from '@headrace/events';
import type { Failure } from '../src/terminal/failure.ts';
import { complaintOf, headrace } from './headrace.ts';
import { ofTask, readRecorded, type Recorded } from './recorded.ts';
import { fileOn, git, makeClone, makeForge, subjectsOn } from './repositories.ts';
import { FLOOD_BYTES, rogues, writeRogueTasks } from './rogue.tasks.ts';
import { anyPorts, startUp, until, type Up } from './up.ts';

jest.setTimeout(120_000);

describe('what is no good', () => {
  let up: Up;
  let forge: string;
  let recorded: Recorded;
  beforeAll(async () => {
    const flags = (place: string) => rogues(join(place, 'stray.txt')).flatMap((each) => ['--agent', each]);
    up = await startUp({ flags: (place) => ['--slots', '5', ...flags(place)] });
    forge = makeForge(up.place);
    recorded = readRecorded(up);
    await up.client().post('/repos', { repoId: 'web', url: forge, defaultBranch: 'main' });
    await up.run('plan', 'submit', writeRogueTasks(up.place));
  });
  afterAll(() => up.remove());

  describe('as a repository is refused', () => {
    const places = {
      missing: (place: string) => join(place, 'nowhere'),
      'not git': (place: string) => place,
      empty: (place: string) => {
        git(place, 'init', '-q', '--bare', 'empty.git');
        return join(place, 'empty.git');
      },
      dirty: (place: string) => {
        const clone = makeClone(place, 'dirty');
        writeFileSync(join(clone, 'README.md'), 'work that nobody has committed\n');
        return clone;
      },
      unreachable: () => 'http://127.0.0.1:1/repository.git',
      'with a password': () => 'https://ada:secret@127.0.0.1/repository.git',
    };

    it.each([
      ['missing', 'REPO_UNREACHABLE', /nowhere/],
      ['not git', 'REPO_UNREACHABLE', /git cannot read/],
      ['empty', 'REPO_EMPTY', /no branch/],
      ['dirty', 'REPO_CHECKED_OUT', /main is checked out/],
      ['unreachable', 'REPO_UNREACHABLE', /127\.0\.0\.1/],
      ['with a password', 'REPO_URL_INVALID', /^(?!.*secret)/s],
    ] as const)('that is %s: %s', async (what, code, words) => {
      const asked = up.client().post('/repos', { repoId: 'bad', url: places[what](up.place) });
      const { code: said, message, hint } = (await asked.catch((failure: unknown) => failure)) as Failure;
      expect([said, message]).toEqual([code, expect.stringMatching(words)]);
      expect(hint).not.toBe('');
    });

    it('that lacks the branch: BRANCH_UNKNOWN', async () => {
      const ran = await up.run('repo', 'add', 'bad', forge, '--branch', 'trunk', '--json');
      const { code, hint } = complaintOf(ran);
      expect([ran.code, code, hint]).toEqual([1, 'BRANCH_UNKNOWN', expect.stringContaining('ls-remote')]);
    });

    it('and nothing of it is on record', async () => {
      const { items } = await up.client().get<{ items: RepoView[] }>('/repos');
      const events = (await recorded.events()).filter(({ type }) => type === 'RepoRegistered');
      expect([items.map(({ repoId }) => repoId), events.length]).toEqual([['web'], 1]);
      expect(readFileSync(join(up.place, 'dirty', 'README.md'), 'utf8')).toMatch(/nobody/);
    });
  });

  describe('as a repository that goes away later', () => {
    it('is waited for, and what was to be done there is done when it is back', async () => {
      const gone = makeForge(up.place, 'gone');
      await up.client().post('/repos', { repoId: 'gone', url: gone });
      renameSync(gone, `${gone}.away`);
      const scheduled = { title: 'Late', repo: 'gone', run: 'echo late > late.txt', approvals: 0 };
      await up.client().post('/schedule', scheduled);
      const failed = await recorded.event(ofTask('AttemptFailed', 'late'));
      expect([failed.class, failed.message]).toEqual([
        'infrastructure',
        expect.stringMatching(/^REPO_UNREACHABLE: gone/),
      ]);
      renameSync(`${gone}.away`, gone);
      await recorded.event(ofTask('ChangeLanded', 'late'));
      expect(fileOn(gone, 'late.txt')).toBe('late');
    });
  });

  describe('as a plan file', () => {
    const wrong = `plan: wrong
title: Wrong
repo: web
roles:
  dev: { agent: shell }
gates:
  lint: { kind: command, run: 'true' }
tasks:
  - { id: a, title: A, role: dve, run: 'true', needs: [b] }
  - { id: b, title: B, role: dev, run: 'true', needs: [a, nobody], gates: [lnit] }
  - { id: a, title: C, role: dev, run: 'true', scope: ['../up'] }
  - { id: d, title: D, role: dev, run: 'true', prioritty: high }
`;
    type Place = { code: string; file: string; line: number; column: number };

    it.each(['validate', 'submit'])('is told all its problems at once by plan %s', async (verb) => {
      const file = join(up.place, 'wrong.yaml');
      writeFileSync(file, wrong);
      const ran = await up.run('plan', verb, file, '--json');
      const problems = complaintOf(ran).problems as unknown as readonly Place[];
      const places = problems.map(({ code, line }) => `${code} ${line}`);
      expect([ran.code, complaintOf(ran).code, places]).toEqual([
        4,
        'PLAN_INVALID',
        [
          'ROLE_UNKNOWN 9',
          'CYCLE 9',
          'TASK_UNKNOWN 10',
          'GATE_UNKNOWN 10',
          'ID_DUPLICATE 11',
          'GLOB_INVALID 11',
          'KEY_UNKNOWN 12',
        ],
      ]);
    });

    it('over 32 MiB is not even read', async () => {
      const file = join(up.place, 'large.yaml');
      writeFileSync(file, 'plan: large\n');
      truncateSync(file, 32 * 2 ** 20 + 1);
      for (const verb of ['validate', 'submit']) {
        const ran = await up.run('plan', verb, file, '--json');
        expect([ran.code, complaintOf(ran).code]).toEqual([4, 'PLAN_TOO_LARGE']);
      }
    });

    it('is shown to a person with its places', async () => {
      const { err } = await up.run('plan', 'validate', join(up.place, 'wrong.yaml'));
      expect(err).toMatch(/wrong\.yaml:9:\d+/);
    });

    it('leaves nothing on record', async () => {
      const plans = (await recorded.events()).flatMap((event) =>
        event.type === 'PlanAdded' ? [event.planId] : [],
      );
      expect(plans).toEqual(['rogue', expect.stringMatching(/^late-/)]);
    });
  });

  describe('as a place for everything to run', () => {
    let taken: Server;
    beforeAll(async () => {
      taken = createServer();
      await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => void taken.close());

    it.each(['--orchestrator-port', '--web-port', '--nats-port'])('is a %s in use', async (flag) => {
      const home = join(up.place, 'second');
      const { port } = taken.address() as AddressInfo;
      const ran = await headrace(['up', '--json', '--home', home, ...anyPorts, flag, String(port)]);
      const { code, detail, hint } = complaintOf(ran);
      expect([ran.code, code, detail]).toEqual([1, 'PORT_IN_USE', expect.stringContaining(String(port))]);
      expect(hint).toContain(flag);
      expect(existsSync(join(home, 'lock'))).toBe(false);
    });

    it('is a home on which another one runs', async () => {
      const ran = await headrace(['up', '--json', '--home', up.home, ...anyPorts]);
      const { code, detail } = complaintOf(ran);
      expect([ran.code, code, detail]).toEqual([
        1,
        'HOME_LOCKED',
        expect.stringContaining(String(up.announced().pid)),
      ]);
      expect((await up.run('repo', 'list', '--json')).code).toBe(0);
    });
  });

  describe('as an agent', () => {
    const whyOf = async (task: string) =>
      (await up.client().get<{ summary: string }>(`/tasks/rogue.${task}/why`)).summary;

    it.each([
      ['missing', 'infrastructure', /AGENT_NOT_FOUND.*\/no\/such\/agent/],
      ['dies', 'crashed', /exited with code 7/],
      ['idles', 'empty', /changed nothing/],
      ['hangs', 'timeout', /time limit/],
      ['shell-fails', 'crashed', /exited with code 3.*no more/s],
      ['shell-hangs', 'timeout', /time limit/],
    ])('%s: the task fails, typed, and why says so', async (task, type, words) => {
      const failed = await recorded.event(ofTask('AttemptFailed', task));
      expect([failed.class, failed.message]).toEqual([type, expect.stringMatching(words)]);
      await recorded.event(ofTask('TaskFailed', task));
      expect(await whyOf(task)).toMatch(words);
    });

    it.each([
      ['dies', 'unfinished.txt'],
      ['hangs', 'unfinished.txt'],
      ['shell-fails', 'half.txt'],
      ['shell-hangs', 'half.txt'],
    ])('%s: what it had made so far is kept', async (task, file) => {
      const { salvage } = await recorded.event(ofTask('AttemptFailed', task));
      expect(salvage?.pushed).toBe(true);
      expect(fileOn(forge, file, salvage?.ref)).not.toBe('');
    });

    it('that writes outside its workspace is stopped until a person has looked', async () => {
      const failed = await recorded.event(ofTask('AttemptFailed', 'trespasses'));
      const stray = join(up.place, 'stray.txt');
      expect([failed.class, failed.message]).toEqual(['refused', expect.stringContaining(stray)]);
      await recorded.event(ofTask('TaskHeld', 'trespasses'));
      expect(await whyOf('trespasses')).toMatch(/outside its workspace/);
      expect(readFileSync(stray, 'utf8')).toMatch(/written by the agent/);
    });

    it.each(['floods', 'shell-floods'])('that prints 600 MB lands its change: %s', async (task) => {
      await recorded.event(ofTask('ChangeLanded', task));
      type Lines = { lines: readonly LogLine[]; total: number };
      const logs = (from: number) =>
        up.client().get<Lines>(`/tasks/rogue.${task}/logs`, { from, limit: 1000 });
      const { total } = await logs(0);
      const { lines } = await logs(total - 20);
      const text = lines.map((line) => line.text).join('\n');
      expect(text).toMatch(/\d+ lines \(\d{3}\.\d MiB\) were dropped here/);
      expect(text).toMatch(/pushed /);
    });

    it('costs the runner no more memory than any other', () => {
      for (const runner of ['runner-1', 'runner-2']) {
        const peak = peakBytesOf(up.pidOf(runner));
        expect([runner, peak < FLOOD_BYTES]).toEqual([runner, true]);
      }
    });

    it('leaves the branch with what was good', async () => {
      await until(() => subjectsOn(forge).length === 3);
      expect([...subjectsOn(forge)].sort()).toEqual(['Rogue: floods', 'Rogue: shell-floods', 'first']);
    });
  });
});

/** The most memory that it ever had, where the system says so. */
function peakBytesOf(pid: number): number {
  if (!existsSync(`/proc/${pid}/status`)) return 0;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}
