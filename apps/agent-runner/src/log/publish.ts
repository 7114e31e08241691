import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Spool } from './spool.ts';

/** What fits one chunk: bytes together, and lines. */
const CHUNK_BYTES = 64 * 1024;
const CHUNK_LINES = 5000;

/** Lines that come together travel together. */
const GATHER_MS = 50;

export const NextLine = z.object({ nextLine: z.number().int().nonnegative() });

/** Sends one chunk, patiently, and answers the line that the store expects next. Errors: Refused, the signal's reason. */
export type SendChunk = (chunk: { firstLine: number; lines: string[] }) => Promise<number>;

export type Publisher = {
  /** Resolves when everything so far was stored, or nothing more can be. */
  flushed(): Promise<void>;
  /** Ends after the spool was closed and sent, or was given up. */
  readonly done: Promise<void>;
};

/** Follows the spool from its first line: the store answers where it really wants to go on. */
export function publish(spool: Spool, send: SendChunk, onGivenUp: (error: Error) => void): Publisher {
  let sent = 0;
  let isOver = false;
  let waiters: { upTo: number; resolve: () => void }[] = [];

  const settle = () => {
    waiters = waiters.filter(({ upTo, resolve }) => {
      if (!isOver && sent < upTo) return true;
      resolve();
      return false;
    });
  };

  async function run(): Promise<void> {
    const file = await open(spool.path, 'r');
    try {
      let line = 0;
      while (!spool.isClosed() || sent < spool.size()) {
        if (sent === spool.size()) await spool.grown();
        if (spool.size() - sent < CHUNK_BYTES && !spool.isClosed()) await sleep(GATHER_MS);
        const chunk = await chunkAt(file, sent, spool.size());
        if (chunk.lines.length === 0) continue;
        const next = await send({ firstLine: line, lines: chunk.lines });
        if (next === line + chunk.lines.length) [sent, line] = [sent + chunk.bytes, next];
        else [sent, line] = await seek(file, next, spool.size());
        settle();
      }
    } finally {
      isOver = true;
      settle();
      await file.close();
    }
  }

  const done = run().catch(onGivenUp);
  return {
    done,
    flushed: async () => {
      await spool.synced();
      if (isOver || sent >= spool.size()) return;
      await new Promise<void>((resolve) => waiters.push({ upTo: spool.size(), resolve }));
    },
  };
}

async function chunkAt(
  file: FileHandle,
  from: number,
  to: number,
): Promise<{ lines: string[]; bytes: number }> {
  const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, to - from));
  await file.read(buffer, 0, buffer.length, from);
  const whole = buffer.subarray(0, buffer.lastIndexOf('\n') + 1);
  const lines = whole.toString('utf8').split('\n').slice(0, -1).slice(0, CHUNK_LINES);
  const bytes = Buffer.byteLength(lines.join('\n')) + (lines.length > 0 ? 1 : 0);
  return { lines, bytes };
}

/** The byte at which a line begins; the end of the file, when the store has more than we do. */
async function seek(file: FileHandle, line: number, size: number): Promise<[number, number]> {
  const buffer = Buffer.alloc(1024 * 1024);
  let [offset, seen] = [0, 0];
  while (seen < line && offset < size) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, size - offset), offset);
    if (bytesRead === 0) break;
    let at = 0;
    while (seen < line) {
      const end = buffer.subarray(0, bytesRead).indexOf('\n', at);
      if (end < 0) break;
      [at, seen] = [end + 1, seen + 1];
    }
    offset += seen < line ? bytesRead : at;
  }
  return [offset, Math.max(seen, line)];
}
