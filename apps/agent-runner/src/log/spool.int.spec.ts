import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { publish } from './publish.ts';
import { redactor } from './redact.ts';
import { openSpool, type Spool } from './spool.ts';

jest.setTimeout(60_000);

const MiB = 1024 * 1024;
let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hr-spool-'));
  path = join(dir, 'log.jsonl');
});
afterEach(() => rmSync(dir, { recursive: true }));

const open = (limitBytes = 32 * MiB) =>
  openSpool(path, { limitBytes, redact: redactor(['hunter22']), now: () => '2026-11-20T08:00:00.000Z' });
const linesOnDisk = () => readFileSync(path, 'utf8').split('\n').slice(0, -1);
const out = (spool: Spool, text: string) => spool.write({ t: 'out', text });

/** The other side: stores lines as the orchestrator does. */
const store = () => {
  const lines: string[] = [];
  const chunks: number[] = [];
  return {
    lines,
    chunks,
    send: async (chunk: { firstLine: number; lines: string[] }) => {
      chunks.push(Buffer.byteLength(chunk.lines.join('\n')));
      if (chunk.firstLine === lines.length) lines.push(...chunk.lines);
      await Promise.resolve();
      return lines.length;
    },
  };
};
const noRefusal = (error: Error) => {
  throw error;
};

describe('the spool', () => {
  it('redacts before anything is written', async () => {
    const spool = await open();
    out(spool, 'password hunter22');
    await spool.close();
    expect(JSON.parse(linesOnDisk()[0]!)).toEqual({
      at: '2026-11-20T08:00:00.000Z',
      t: 'out',
      text: 'password [redacted]',
    });
  });

  it('takes 200 MB in bounded memory and says what it dropped', async () => {
    const spool = await open(4 * MiB);
    const before = process.memoryUsage().rss;
    const line = 'y'.repeat(1000);
    for (let n = 0; n < 200_000; n++) {
      out(spool, line);
      if (n % 1000 === 0) await spool.ready();
    }
    spool.write({ t: 'gate', text: 'the gates still speak' });
    await spool.close();
    expect(spool.size()).toBeLessThan(5 * MiB);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * MiB);
    const [dropped, gate] = linesOnDisk()
      .slice(-2)
      .map((each) => JSON.parse(each) as { t: string; text: string });
    expect(dropped?.text).toMatch(
      /^19\d{4} lines \(\d+\.\d MiB\) were dropped here: the log of an attempt holds 4 MiB$/,
    );
    expect(gate?.text).toBe('the gates still speak');
  });

  it('goes on with what an earlier life wrote, less a torn line', async () => {
    const first = await open();
    out(first, 'one');
    await first.close();
    appendFileSync(path, '{"at":"2026');
    const second = await open();
    out(second, 'two');
    await second.close();
    expect(linesOnDisk().map((line) => (JSON.parse(line) as { text: string }).text)).toEqual(['one', 'two']);
  });

  it('cuts a long text into lines that fit a chunk', async () => {
    const spool = await open();
    out(spool, '\u0001'.repeat(20_000));
    await spool.close();
    expect(linesOnDisk()).toHaveLength(3);
    for (const line of linesOnDisk()) expect(Buffer.byteLength(line)).toBeLessThan(64 * 1024);
  });
});

describe('publishing', () => {
  it('sends everything once, in order, in chunks of at most 64 KiB', async () => {
    const spool = await open();
    const there = store();
    const publisher = publish(spool, there.send, noRefusal);
    for (let n = 0; n < 12_000; n++) out(spool, `line ${n} ${'z'.repeat(50)}`);
    await publisher.flushed();
    expect(there.lines).toEqual(linesOnDisk());
    out(spool, 'the last');
    await spool.close();
    await publisher.done;
    expect(there.lines).toEqual(linesOnDisk());
    expect(Math.max(...there.chunks)).toBeLessThanOrEqual(64 * 1024);
  });

  it('goes on where the store says, after a restart of either', async () => {
    const first = await open();
    for (let n = 0; n < 5000; n++) out(first, `line ${n}`);
    await first.close();
    const there = store();
    there.lines.push(...linesOnDisk().slice(0, 3210));
    const second = await open();
    const publisher = publish(second, there.send, noRefusal);
    out(second, 'more');
    await second.close();
    await publisher.done;
    expect(there.lines).toEqual(linesOnDisk());
  });

  it('sends again what the store has lost', async () => {
    const spool = await open();
    const there = store();
    const publisher = publish(spool, there.send, noRefusal);
    for (let n = 0; n < 100; n++) out(spool, `line ${n}`);
    await publisher.flushed();
    there.lines.length = 40;
    out(spool, 'more');
    await spool.close();
    await publisher.done;
    expect(there.lines).toEqual(linesOnDisk());
  });
});
