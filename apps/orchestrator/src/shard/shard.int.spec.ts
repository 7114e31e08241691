import { decisionsOf, linkCommit, type Chain, type RecordedCommit } from '@headrace/events';
import { connectBroker, readRange } from '@headrace/events/jetstream';
import { startRunning, type Running } from '../../test/running.ts';
import type { Said } from '../../test/speak.ts';
import { planOf, prepared, theOnly, yaml } from '../../test/story.ts';

const hold = (taskId: string, note = '', id?: string) => ({
  ...(id ? { id } : {}),
  command: { type: 'HoldTask', planId: 'p', taskId, note },
});
const release = (taskId: string, id?: string) => ({
  ...(id ? { id } : {}),
  command: { type: 'ReleaseTask', planId: 'p', taskId },
});

/** All commits, as an outsider reads them. */
async function logOf({ nats }: Running): Promise<RecordedCommit[]> {
  const broker = await connectBroker({ url: nats.url, name: 'outsider' });
  const commits: RecordedCommit[] = [];
  for await (const stored of readRange(broker, 'main', { after: 0 })) commits.push(stored);
  await broker.close();
  return commits;
}

describe('the writer of a shard', () => {
  let running: Running;
  beforeEach(async () => {
    running = await startRunning();
    await prepared(running);
  });
  afterEach(() => running.stop());

  const send = (...requests: object[]) => running.send(requests);
  const one = async (request: object) => theOnly(await running.send([request]));

  it('answers in order, and a refusal stops nothing', async () => {
    const answers = await send(hold('a'), hold('nowhere'), release('a'), release('a'));
    expect(answers).toMatchObject([
      { ok: true, events: ['TaskHeld'] },
      { ok: false, problem: { code: 'TASK_NOT_FOUND', status: 404 } },
      { ok: true, events: ['TaskReleased'] },
      { ok: false, problem: { code: 'TASK_NOT_HELD' } },
    ]);
    expect(answers[2]!.position).toBe(answers[0]!.position);
  });

  it('records together what comes together, each with its own command, events and answer', async () => {
    const answers = await send(hold('a', '', 'c1'), hold('b', '', 'c2'), release('a', 'c3'));
    const { commit, position } = (await logOf(running)).at(-1)!;
    expect(answers.map((answer) => answer.position)).toEqual([position, position, position]);
    const said = decisionsOf(commit).map(({ command, events, first }) => [
      ...[command.id, command.actor, first],
      events.map(({ type }) => type),
    ]);
    expect(said).toEqual([
      ['c1', 'admin:local', 0, ['TaskHeld']],
      ['c2', 'admin:local', 1, ['TaskHeld']],
      ['c3', 'admin:local', 2, ['TaskReleased']],
    ]);
    expect(await send(hold('a', '', 'c1'), hold('b', '', 'c2'), release('a', 'c3'))).toEqual(answers);
    expect(theOnly(await send(hold('a', 'other', 'c3'))).problem).toMatchObject({
      code: 'COMMAND_ID_REUSED',
      proof: [{ position, index: 2 }],
    });
  });

  it('keeps what is about different things apart', async () => {
    await running.post('/plans', planOf('q', ['a']), yaml);
    const ofQ = { command: { type: 'HoldTask', planId: 'q', taskId: 'a', note: '' } };
    const [first, second, third] = await send(hold('a'), ofQ, hold('b'));
    expect([second!.position, third!.position]).toEqual([first!.position + 1, first!.position + 2]);
  });

  it('has one effect for one id, however often it comes', async () => {
    const first = await one(hold('a', 'x', 'c1'));
    await send(release('a'));
    const again = await one(hold('a', 'x', 'c1'));
    expect(again).toEqual(first);
    const [both, twice] = await send(hold('b', '', 'c2'), hold('b', '', 'c2'));
    expect(twice).toEqual(both);
  });

  it('remembers ids over a restart', async () => {
    const first = await one(hold('a', 'x', 'c1'));
    await running.stopOrchestrator();
    const next = await running.another();
    const again = theOnly(await next.send([hold('a', 'x', 'c1')]));
    expect(again).toEqual(first);
    const other = theOnly(await next.send([hold('a', 'y', 'c1')]));
    expect(other.problem).toMatchObject({
      code: 'COMMAND_ID_REUSED',
      proof: [{ position: first.position, index: 0 }],
    });
    await next.stop();
  });

  it('refuses the same id with another content', async () => {
    await send(hold('a', 'x', 'c1'));
    const { problem } = await one(hold('a', 'y', 'c1'));
    expect(problem).toMatchObject({ code: 'COMMAND_ID_REUSED', status: 409 });
  });

  it('does nothing twice that is so already', async () => {
    const before = (await one(hold('a'))).position;
    expect(await one(hold('a'))).toMatchObject({ ok: true, position: null, events: [] });
    expect((await logOf(running)).at(-1)?.position).toBe(before);
  });

  it('refuses what does not fit one commit, and goes on', async () => {
    const task = (n: number) => ({ id: `task-${n}`, title: 'x'.repeat(100), role: 'dev', run: 'true' });
    const tasks = Array.from({ length: 2000 }, (_, n) => task(n));
    const plan = { plan: 'huge', title: 'Huge', repo: 'web', roles: { dev: { agent: 'shell' } }, tasks };
    const [said] = await running.send([{ command: { type: 'SubmitPlan', plan } }]);
    expect(said).toMatchObject({ ok: false, problem: { code: 'DECISION_TOO_LARGE' } });
    expect((await one(hold('a'))).ok).toBe(true);
  });

  it('keeps a chain for each org', async () => {
    await running.post('/repos', { repoId: 'web', url: '/nowhere' }, { headers: { 'x-org': 'acme' } });
    const register = { type: 'RegisterRepo', repoId: 'r', url: 'https://localhost/r', defaultBranch: 'main' };
    const acme = await running.send([{ command: register }], { headers: { 'x-org': 'acme' } });
    expect(acme[0]?.ok).toBe(true);
    await send(hold('a'), hold('b'), release('a'));
    const chain: Chain = new Map();
    const commits = await logOf(running);
    expect(commits.map((commit) => linkCommit(chain, commit)).filter((fault) => fault)).toEqual([]);
    expect([...chain.keys()].sort()).toEqual(['acme', 'main']);
    expect(commits.map(({ position }) => position)).toEqual(commits.map((_, i) => i + 1));
  });

  it('keeps many under way, and loses none that it has acknowledged when the nats-server is killed', async () => {
    const answers: Promise<readonly Said[]>[] = [];
    for (let round = 0; round < 20; round++) {
      const batch = Array.from({ length: 50 }, (_, n) => {
        const id = `r${round}.${n}`;
        return n % 2 === 0 ? hold('a', '', id) : release('a', id);
      });
      answers.push(running.send(batch));
      if (round === 10) await running.nats.kill();
    }
    await running.nats.restart();
    const replies = (await Promise.all(answers)).flat();
    const accepted = replies.filter(({ ok, position }) => ok && position !== null);
    const log = await logOf(running);
    const idsOf = ({ commit }: RecordedCommit) => decisionsOf(commit).map(({ command }) => command.id);
    const byPosition = new Map(log.map((stored) => [stored.position, idsOf(stored)]));
    expect(accepted.length).toBeGreaterThan(0);
    for (const { id, position } of accepted) expect(byPosition.get(position)).toContain(id);
    const ids = log.flatMap(idsOf);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('waits a little for a log that is away, then says so, and recovers by itself', async () => {
    await running.nats.kill();
    const { problem } = await one(hold('a', '', 'c1'));
    expect(problem).toMatchObject({ code: 'LOG_UNAVAILABLE', status: 503 });
    const health = await running.get('/health');
    expect([health.status, health.json.status]).toEqual([503, 'unavailable']);

    const patient = send(hold('a', '', 'c1'));
    await running.nats.restart();
    expect((await patient)[0]).toMatchObject({ ok: true, events: ['TaskHeld'] });
    expect((await running.get('/health')).status).toBe(200);
  });
});

describe('a log that is full', () => {
  it('is said to be full, and is written again when there is room', async () => {
    const options = { maxFileStore: 600_000 };
    const running = await startRunning({}, options);
    await prepared(running);
    const brief = (n: number) => `${n} ${'x'.repeat(3000)}`;
    const edit = (n: number) => ({
      command: { type: 'EditTask', planId: 'p', taskId: 'a', patch: { brief: brief(n) } },
    });
    let code = '';
    for (let n = 0; code === '' && n < 500; n++) {
      const answer = theOnly(await running.send([edit(n)]));
      code = answer.ok ? '' : answer.problem.code;
    }
    expect(code).toBe('LOG_FULL');
    expect((await running.get('/tasks/p.a/logs')).json.code).toBe('ATTEMPT_NOT_FOUND'); // reads go on
    options.maxFileStore = 2 ** 28;
    await running.nats.restart();
    let isWritten = false;
    for (let n = 0; !isWritten && n < 100; n++) isWritten = theOnly(await running.send([edit(1000)])).ok;
    expect(isWritten).toBe(true);
    await running.stop();
  });
});
