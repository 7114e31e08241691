import { startRunning, type Running } from '../../test/running.ts';
import type { Frame } from '../../test/speak.ts';
import { planOf, prepared, yaml } from '../../test/story.ts';

/** The first `count` frames that fit. */
async function first(
  running: Running,
  path: string,
  count: number,
  headers: Record<string, string> = {},
  fits: (frame: Frame) => boolean = ({ event }) => event === 'message',
): Promise<Frame[]> {
  const over = new AbortController();
  const frames: Frame[] = [];
  for await (const frame of running.frames(path, { headers, signal: over.signal })) {
    if (fits(frame)) frames.push(frame);
    if (frames.length === count) break;
  }
  over.abort();
  return frames;
}

describe('/events', () => {
  let running: Running;
  beforeAll(async () => {
    running = await startRunning();
    await prepared(running, planOf('p', ['a', 'b']));
    await running.post('/plans', planOf('q', ['x']), yaml);
    await running.post('/tasks/p.a/hold');
  });
  afterAll(() => running.stop());

  const positions = (frames: Frame[]) => frames.map(({ id }) => Number(id));

  it('gives pages', async () => {
    const { json } = await running.get('/events?limit=2');
    expect(json.items.map(({ position }) => position)).toEqual([1, 2]);
    expect(json.items[0]?.commit.events).toEqual([{ type: 'OrgCreated', org: 'main' }]);
    expect(json.next).toBe(2);
    const rest = (await running.get(`/events?after=${json.next}&limit=1000`)).json;
    expect(rest.items[0]?.position).toBe(3);
    expect([rest.next, rest.items.length]).toEqual([null, rest.head - 2]);
  });

  it('is filtered by kind, id and type', async () => {
    const of = async (query: string) =>
      (await running.get(`/events?${query}`)).json.items.map(({ commit }) => commit.events[0]?.type);
    expect(await of('kind=plan')).toEqual(['PlanAdded', 'PlanAdded', 'TaskHeld']);
    expect(await of('kind=plan&id=q')).toEqual(['PlanAdded']);
    expect(await of('type=TaskHeld,RepoRegistered')).toEqual(['RepoRegistered', 'TaskHeld']);
    expect(await of('kind=runner')).toEqual(['RunnerRegistered']);
  });

  it('streams one frame a commit, and goes on where the reader was', async () => {
    const all = await first(running, '/events', 4);
    expect(positions(all)).toEqual([1, 2, 3, 4]);
    expect(all[0]!.data).toMatchObject({ position: 1, commit: { rev: 1, org: 'main' } });
    const rest = await first(running, '/events', 2, { 'last-event-id': '2' });
    expect(positions(rest)).toEqual([3, 4]);
  });

  it('streams what happens next', async () => {
    const { head } = (await running.get('/events?limit=1')).json;
    const next = first(running, `/events?after=${head}`, 2);
    await running.post('/tasks/p.a/release');
    await running.post('/tasks/p.a/hold');
    expect((await next).map(({ data }) => data.commit.events[0]?.type)).toEqual(['TaskReleased', 'TaskHeld']);
  });

  it('sends its position also when the filter leaves everything out', async () => {
    const isPosition = ({ event }: Frame) => event === 'position';
    const [frame] = await first(running, '/events?type=TaskDone', 1, {}, isPosition);
    const { head } = (await running.get('/events?limit=1')).json;
    expect(frame).toMatchObject({ id: String(head), data: { position: head } });
  });

  it('goes on over an outage of the nats-server, without gap or repeat', async () => {
    const { head } = (await running.get('/events?limit=1')).json;
    const next = first(running, `/events?after=${head}`, 3);
    await running.post('/tasks/p.a/release');
    await running.nats.restart();
    await running.post('/tasks/p.a/hold');
    await running.post('/tasks/p.a/release');
    expect(positions(await next)).toEqual([head + 1, head + 2, head + 3]);
  });
});
