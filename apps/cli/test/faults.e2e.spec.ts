import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { TaskView } from '@headrace/events';
import type { Failure } from '../src/terminal/failure.ts';
import { resultOf } from './headrace.ts';
import { ofTask, readRecorded, type Recorded } from './recorded.ts';
import { fileOn, makeForge, subjectsOn } from './repositories.ts';
import { startUp, until, type Up } from './up.ts';
import { beginWaitingTask, scheduleTask } from './waiting.task.ts';

jest.setTimeout(120_000);

const killed = ['orchestrator', 'planner', 'web', 'nats-server', 'postgres', 'runner'] as const;
const ours = ['orchestrator', 'planner', 'web', 'runner-1', 'runner-2'];

describe('work during which everything fails once', () => {
  let up: Up;
  let forge: string;
  let recorded: Recorded;
  beforeAll(async () => {
    up = await startUp({ flags: ['--lease-ms', '3000'] });
    forge = makeForge(up.place);
    recorded = readRecorded(up);
    await up.client().post('/repos', { repoId: 'web', url: forge, defaultBranch: 'main' });
  });
  afterAll(() => up.remove());

  const landed = (task: string) => recorded.event(ofTask('ChangeLanded', task));
  const codeOf = (asked: Promise<unknown>) =>
    asked.then(
      () => 'answered',
      ({ code }: Failure) => code,
    );
  const health = async () => {
    const answer = await fetch(`${up.announced().orchestrator}/health`);
    return { status: answer.status, body: await answer.json() };
  };
  it.each(killed)('survives SIGKILL to the %s', async (name) => {
    const task = await beginWaitingTask(up, name);
    const { runnerId } = await recorded.event(ofTask('TaskClaimed', name));
    const again = up.kill(name === 'runner' ? runnerId : name);
    task.letGo();
    await again;
    await landed(name);
  });

  it('survives SIGKILL to the supervisor', async () => {
    const task = await beginWaitingTask(up, 'supervisor');
    const before = up.processes();
    await up.killSupervisor();
    task.letGo();
    await up.start();
    await landed('supervisor');
    expect([...before.values()].filter((pid) => [...up.processes().values()].includes(pid))).toEqual([]);
  });

  it('survives SIGKILL to all at once, as a power failure', async () => {
    const task = await beginWaitingTask(up, 'everything');
    const pids = up.processes().values();
    const ended = up.killSupervisor();
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await ended;
    task.letGo();
    await up.start();
    await landed('everything');
  });

  it('goes on without Postgres: lists say 503, commands and claims do not', async () => {
    const task = await beginWaitingTask(up, 'no-postgres');
    const before = ours.map(up.pidOf);
    const version = join(up.home, 'postgres', 'PG_VERSION');
    const made = readFileSync(version, 'utf8');
    writeFileSync(version, '99\n'); // it is started again and again, and cannot
    process.kill(up.pidOf('postgres'), 'SIGKILL');
    await until(() => !up.processes().has('postgres'));
    for (const list of ['/tasks', '/plans', '/changes', '/inbox'])
      expect([list, await codeOf(up.client().get(list))]).toEqual([list, 'READ_MODEL_UNAVAILABLE']);
    expect(await health()).toMatchObject({ body: { status: 'ok', postgres: { connected: false } } });
    const { key } = await scheduleTask(up, 'unlisted');
    task.letGo();
    await Promise.all([landed('no-postgres'), landed('unlisted')]);
    expect(await codeOf(up.client().get('/tasks'))).toBe('READ_MODEL_UNAVAILABLE');
    writeFileSync(version, made);
    await until(async () => (await codeOf(up.client().get('/tasks'))) === 'answered');
    const after = await recorded.head();
    const detail = await up.client().get<{ task: TaskView }>(`/tasks/${key}`, { after });
    expect([detail.task.state, ours.map(up.pidOf)]).toEqual(['done', before]);
  });

  it('waits for the nats-server without a restart of ours', async () => {
    const task = await beginWaitingTask(up, 'no-nats');
    const before = ours.map(up.pidOf);
    const [file, away] = [join(up.home, 'nats.conf'), join(up.home, 'nats.away')];
    renameSync(file, away); // it is started again and again, and cannot
    process.kill(up.pidOf('nats-server'), 'SIGKILL');
    task.letGo();
    await until(async () => (await health()).status === 503);
    expect(await codeOf(scheduleTask(up, 'unheard'))).toBe('LOG_UNAVAILABLE');
    expect(await codeOf(up.client().get('/tasks'))).toBe('answered');
    renameSync(away, file);
    await landed('no-nats');
    expect([(await health()).status, ours.map(up.pidOf)]).toEqual([200, before]);
  });

  it('waits for servers that run and do not answer', async () => {
    const [first, second] = [
      await beginWaitingTask(up, 'deaf-postgres'),
      await beginWaitingTask(up, 'deaf-nats'),
    ];
    const before = ours.map(up.pidOf);
    const [postgres, nats] = [up.pidOf('postgres'), up.pidOf('nats-server')];
    try {
      await freeze(postgres);
      const list = codeOf(up.client().get('/tasks'));
      first.letGo();
      await landed('deaf-postgres');
      await freeze(nats);
      second.letGo();
      // it is on its way to a server that may still store it: nobody was told that it is not done
      expect(await codeOf(scheduleTask(up, 'in-doubt'))).toBe('LOG_UNAVAILABLE');
      expect(await list).toBe('READ_MODEL_UNAVAILABLE');
    } finally {
      thaw(nats);
      thaw(postgres);
    }
    await landed('deaf-nats');
    const after = await recorded.head();
    expect(await codeOf(up.client().get('/tasks', { after }))).toBe('answered');
    expect(ours.map(up.pidOf)).toEqual(before);
  });

  it('says that the log is full, and goes on when it has room', async () => {
    const task = await beginWaitingTask(up, 'full');
    const before = ours.map(up.pidOf);
    const file = join(up.home, 'nats.conf');
    const roomy = readFileSync(file, 'utf8');
    writeFileSync(file, roomy.replace('jetstream {', 'jetstream {\n  max_file_store: 65536'));
    await up.kill('nats-server');
    task.letGo();
    await until(async () => (await codeOf(scheduleTask(up, 'roomless'))) === 'LOG_FULL');
    expect(await health()).toMatchObject({ status: 503 });
    writeFileSync(file, roomy);
    await up.kill('nats-server');
    await landed('full');
    expect([(await health()).status, ours.map(up.pidOf)]).toEqual([200, before]);
  });

  it('ends as if nothing had happened: each change once, the log whole, the read model right', async () => {
    const inDoubt = (await recorded.events()).some(ofTask('TaskAdded', 'in-doubt')) ? ['in-doubt'] : [];
    await Promise.all(inDoubt.map(landed)); // it was stored after all, and is then done as any other
    const changes = (await recorded.events()).flatMap((event) =>
      event.type === 'ChangeLanded' ? [event.taskId] : [],
    );
    const others = ['supervisor', 'everything', 'no-postgres', 'unlisted', 'no-nats'];
    const all = [...killed, ...others, 'deaf-postgres', 'deaf-nats', 'full'].sort();
    expect([...changes].sort()).toEqual([...all, ...inDoubt].sort());
    expect([...subjectsOn(forge)].sort()).toEqual([...all, ...inDoubt, 'first'].sort());
    for (const name of all) expect(fileOn(forge, `${name}.txt`)).toBe(name);
    const [audit, rebuilt] = await Promise.all([
      up.run('audit', 'verify', '--json'),
      up.run('rebuild', '--json'),
    ]);
    expect(resultOf(audit)).toMatchObject({ ok: true, breaks: [] });
    expect(resultOf(rebuilt)).toMatchObject({ equal: true });
    expect((await up.stop()).code).toBe(0);
  });
});

/** Postgres answers through processes of its own. */
const familyOf = (pid: number): readonly number[] => {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  return [pid, ...stdout.split('\n').filter(Boolean).map(Number)];
};

/** Resolves when they stand: while the disk keeps a thread from hearing the signal, the others go on and answer. */
async function freeze(pid: number): Promise<void> {
  const family = familyOf(pid);
  for (const each of family) process.kill(each, 'SIGSTOP');
  await until(() => family.every(isStopped));
}
const isStopped = (pid: number): boolean =>
  spawnSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' })
    .stdout.trim()
    .startsWith('T');
const thaw = (pid: number) => familyOf(pid).forEach((each) => process.kill(each, 'SIGCONT'));
