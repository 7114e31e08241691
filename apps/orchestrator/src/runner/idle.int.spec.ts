import { startRunning, type Running } from '../../test/running.ts';
import type { Reply } from '../../test/speak.ts';
import { ask, expectStatus, prepared, sha, theOnly, worked } from '../../test/story.ts';

describe('a runner that holds nothing', () => {
  let running: Running;
  let token: string;
  beforeEach(async () => {
    running = await startRunning();
    token = await prepared(running);
  });
  afterEach(() => running.stop());

  const idle = (waitMs: number, more: object = {}, runnerId = 'r1') => {
    const offer = { roles: ['*'], agents: ['shell'], labels: [], slots: 1 };
    const body = { ...offer, waitMs, load: 0.5, sandbox: 'L0' };
    return running.post(`/runners/${runnerId}/idle`, body, { token, ...more });
  };
  const waiting = async (...counts: number[]) => {
    const sizes = () => running.parts.rooms.map((room) => room.size());
    while (String(sizes()) !== String(counts)) await new Promise((resolve) => setImmediate(resolve));
  };
  const holdAll = () => Promise.all(['a', 'b'].map((id) => running.post(`/tasks/p.${id}/hold`)));
  const keys = ({ json }: Reply) => json.attempts.map(({ attemptId }) => attemptId);
  /** Task a up to a change that may land. */
  const approved = async () => {
    const { attempts } = (await running.post('/tasks/claim', ask(1), { token })).json;
    expectStatus(await worked(running, theOnly(attempts)), 200);
    return () => running.post('/changes/p.a.1/review', { head: sha('2'), verdict: 'approve' });
  };

  it('is given a task', async () => {
    const reply = expectStatus(await idle(60_000), 200);
    expect(keys(reply)).toEqual(['p.a.1']);
    expect(reply.json).toMatchObject({ attempts: [{ brief: 'Do a' }], landing: null, control: [] });
  });

  it('is given a task as soon as there is one, and then waits for nothing any more', async () => {
    await holdAll();
    const waits = idle(60_000);
    await waiting(1, 1);
    await running.post('/tasks/p.b/release');
    expect(keys(await waits)).toEqual(['p.b.1']);
    await waiting(0, 0);
  });

  it('is given a landing as soon as there is one, and then waits for nothing any more', async () => {
    const approve = await approved();
    await holdAll();
    const waits = idle(60_000);
    await waiting(1, 1);
    expectStatus(await approve(), 200);
    const { json } = expectStatus(await waits, 200);
    expect(json).toMatchObject({ attempts: [], landing: { changeId: 'p.a.1', fence: 1 } });
    expect(json.landing.token).toMatch(/^hr1\./);
    await waiting(0, 0);
  });

  it('is given both when both are there', async () => {
    expectStatus(await (await approved())(), 200);
    const { json } = expectStatus(await idle(60_000), 200);
    expect(json).toMatchObject({ attempts: [{ attemptId: 'p.b.1' }], landing: { changeId: 'p.a.1' } });
  });

  it('is given the same again when the answer was lost', async () => {
    expectStatus(await (await approved())(), 200);
    const again = { headers: { 'idempotency-key': 'idle-7' } };
    const first = expectStatus(await idle(30, again), 200).json;
    const second = expectStatus(await idle(30, again), 200).json;
    expect(keys({ json: second } as Reply)).toEqual(['p.b.1']);
    expect(second.landing).toEqual(first.landing);
  });

  it('is told so when there is nothing for as long as it waits', async () => {
    await holdAll();
    expect((await idle(30)).json).toEqual({ attempts: [], landing: null, control: [] });
  });

  it('is alive by asking', async () => {
    await holdAll();
    await idle(30);
    const { peers } = (await running.get('/peers')).json;
    expect(peers).toMatchObject([{ kind: 'orchestrator' }, { kind: 'runner', id: 'r1' }]);
  });

  it('is told at once that it drains', async () => {
    await running.post('/runners/r1/drain', {}, { token });
    expect((await idle(60_000)).json).toEqual({ attempts: [], landing: null, control: [{ kind: 'drain' }] });
  });

  it('is refused when it has to drain while it waits', async () => {
    await holdAll();
    const waits = idle(60_000);
    await waiting(1, 1);
    await running.post('/runners/r1/drain', {}, { token });
    expect((await waits).json.code).toBe('RUNNER_DRAINING');
    await waiting(0, 0);
  });

  it('leaves no question behind when it goes', async () => {
    await holdAll();
    const leaving = new AbortController();
    const waits = idle(60_000, { signal: leaving.signal }).catch(() => 'gone');
    await waiting(1, 1);
    leaving.abort();
    expect(await waits).toBe('gone');
    await waiting(0, 0);
  });

  it('goes home with nothing when the orchestrator stops', async () => {
    await holdAll();
    const waits = idle(60_000);
    await waiting(1, 1);
    await running.stopOrchestrator();
    expect((await waits).json).toEqual({ attempts: [], landing: null, control: [] });
  });

  it('has to be known, and to speak for itself', async () => {
    expect((await idle(0, { token: undefined }, 'r9')).json.code).toBe('RUNNER_NOT_FOUND');
    expectStatus(await idle(0, {}, 'r2'), 403);
  });
});
