import { startRunning, type Running } from '../../test/running.ts';
import type { Frame } from '../../test/speak.ts';
import { ask, prepared, theOnly } from '../../test/story.ts';

describe('the log of an attempt', () => {
  let running: Running;
  let token: string;
  beforeEach(async () => {
    running = await startRunning();
    const runner = await prepared(running);
    ({ token } = theOnly((await running.post('/tasks/claim', ask(1), { token: runner })).json.attempts));
  });
  afterEach(() => running.stop());

  const write = async (firstLine: number, lines: string[], fence = 1) =>
    (await running.post('/tasks/log', { attemptId: 'p.a.1', fence, firstLine, lines }, { token })).json;
  const json = { accept: 'application/json' };
  const page = async (query = '') => (await running.get(`/tasks/p.a/logs${query}`, { headers: json })).json;
  const said = { at: '2026-11-19T13:42:07.000Z', t: 'says', text: 'hello' };

  async function lines(query: string, count: number, headers: Record<string, string> = {}): Promise<Frame[]> {
    const over = new AbortController();
    const frames: Frame[] = [];
    for await (const frame of running.frames(`/tasks/p.a/logs${query}`, { headers, signal: over.signal })) {
      frames.push(frame);
      if (frames.length === count) break;
    }
    over.abort();
    return frames;
  }

  it('is stored line by line, each once', async () => {
    expect(await write(0, ['one', JSON.stringify(said)])).toEqual({ nextLine: 2 });
    expect(await write(0, ['one', 'two'])).toEqual({ nextLine: 2 });
    expect(await write(7, ['too far'])).toEqual({ nextLine: 2 });
    expect(await write(2, ['three'])).toEqual({ nextLine: 3 });
    expect(await page()).toEqual({
      lines: [{ at: '', t: 'out', text: 'one' }, said, { at: '', t: 'out', text: 'three' }],
      next: null,
      total: 3,
    });
  });

  it('is read in pages from any line', async () => {
    await write(0, ['0', '1', '2']);
    await write(3, ['3', '4']);
    expect(await page('?from=1&limit=3')).toMatchObject({
      lines: [{ text: '1' }, { text: '2' }, { text: '3' }],
      next: 4,
      total: 5,
    });
  });

  it('is followed, and goes on where the reader was', async () => {
    await write(0, ['0', '1', '2']);
    const following = lines('?follow=1', 4);
    await write(3, ['3']);
    expect((await following).map(({ id, data }) => [id, data.text])).toEqual([
      ['0', '0'],
      ['1', '1'],
      ['2', '2'],
      ['3', '3'],
    ]);
    expect((await lines('?follow=1', 1, { 'last-event-id': '2' })).map(({ id }) => id)).toEqual(['3']);
  });

  it('ends at its end when it is not followed', async () => {
    await write(0, ['0', '1']);
    expect((await lines('', 100)).map(({ id }) => id)).toEqual(['0', '1']);
  });

  it('remembers its next line over a restart', async () => {
    await write(0, ['0', '1']);
    await running.stopOrchestrator();
    const next = await running.another();
    const chunk = { attemptId: 'p.a.1', fence: 1, firstLine: 0, lines: ['0', '1', '2'] };
    expect((await next.post('/tasks/log', chunk, { token })).json).toEqual({ nextLine: 2 });
    await next.stop();
  });

  it('takes the chunks of one attempt one after the other', async () => {
    const chunks = Array.from({ length: 20 }, (_, n) => write(n * 2, [`${n}a`, `${n}b`]));
    await Promise.all(chunks);
    expect((await page()).total).toBe(40);
  });

  it('belongs to the attempt alone', async () => {
    const body = { attemptId: 'p.b.1', fence: 1, firstLine: 0, lines: ['x'] };
    expect((await running.post('/tasks/log', body, { token })).json.code).toBe('FORBIDDEN');
    expect((await running.post('/tasks/log', body)).json.code).toBe('ATTEMPT_NOT_FOUND');
    expect((await write(0, ['x'], 2)).code).toBe('ATTEMPT_NOT_FOUND');
  });

  it.each([
    ['?attempt=2', 404, 'ATTEMPT_NOT_FOUND'],
    ['?attempt=x', 400, 'QUERY_INVALID'],
  ])('says what is wrong with %s', async (query, status, code) => {
    expect(await running.get(`/tasks/p.a/logs${query}`)).toMatchObject({ status, json: { code } });
  });

  it('is refused where it does not fit', async () => {
    expect((await write(0, ['x'.repeat(60_000), 'x'.repeat(60_000)])).code).toBe('BODY_TOO_LARGE');
    expect((await write(0, ['two\nlines'])).code).toBe('BODY_INVALID');
    expect(await write(0, ['fine'])).toEqual({ nextLine: 1 });
  });
});
