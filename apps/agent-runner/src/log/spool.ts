import { open } from 'node:fs/promises';
import type { LogLine } from '@headrace/events';
import type { Redact } from './redact.ts';

/** In one line of the log; with JSON's escapes it stays below the 64 KiB of a chunk. */
const TEXT_CHARS = 8 * 1024;

/** So much may wait for the disk before writers are asked to wait. */
const WAITING_BYTES = 1024 * 1024;

export type Entry = Omit<LogLine, 'at'>;

/** The log of one attempt on disk: written at once, published later, bounded. */
export type Spool = {
  readonly path: string;
  /** Never blocks; a writer with much to say awaits `ready` in between. */
  write(entry: Entry): void;
  /** Resolves at once unless the disk is far behind. */
  ready(): Promise<void>;
  /** Resolves when everything written so far is on disk. */
  synced(): Promise<void>;
  /** Bytes of whole lines that a reader may read. */
  size(): number;
  /** Resolves at the next change of `size`, or when the spool is closed. */
  grown(): Promise<void>;
  isClosed(): boolean;
  close(): Promise<void>;
};

type Options = { readonly limitBytes: number; readonly redact: Redact; readonly now: () => string };

/** Continues a file that an earlier life wrote; a torn last line is cut off. */
export async function openSpool(path: string, { limitBytes, redact, now }: Options): Promise<Spool> {
  const file = await open(path, 'a+', 0o600);
  let size = await wholeLines(file);
  await file.truncate(size);
  let accepted = size;
  let dropped = { lines: 0, bytes: 0 };
  let waiting: string[] = [];
  let waitingBytes = 0;
  let flushing: Promise<void> | null = null;
  let isBroken = false;
  let isClosed = false;
  const listeners: (() => void)[] = [];

  const announce = () => {
    for (const listener of listeners.splice(0)) listener();
  };

  /** A full disk costs the log, not the attempt. */
  async function flush(): Promise<void> {
    while (waiting.length > 0 && !isBroken) {
      const batch = Buffer.from(waiting.join(''));
      waiting = [];
      waitingBytes = 0;
      try {
        await file.appendFile(batch);
        size += batch.byteLength;
      } catch {
        isBroken = true;
      }
      announce();
    }
    flushing = null;
  }

  function put(entry: Entry): void {
    const line = `${JSON.stringify({ at: now(), ...entry })}\n`;
    accepted += line.length;
    waiting.push(line);
    waitingBytes += line.length;
    flushing ??= flush();
  }

  /** What the runner itself says is short, and is kept when an agent has filled the room. */
  function admits(entry: Entry): boolean {
    return accepted < limitBytes || ['runner', 'gate', 'error'].includes(entry.t);
  }

  function sayDropped(): void {
    if (dropped.lines === 0) return;
    const { lines, bytes } = dropped;
    dropped = { lines: 0, bytes: 0 };
    const text = `${lines} lines (${(bytes / 1_048_576).toFixed(1)} MiB) were dropped here: the log of an attempt holds ${(limitBytes / 1_048_576).toFixed(0)} MiB`;
    put({ t: 'runner', text });
  }

  function write(entry: Entry): void {
    if (isClosed || isBroken) return;
    if (!admits(entry)) {
      dropped = { lines: dropped.lines + 1, bytes: dropped.bytes + entry.text.length };
      return;
    }
    sayDropped();
    const text = redact(entry.text);
    for (let from = 0; from === 0 || from < text.length; from += TEXT_CHARS)
      put({ ...entry, text: text.slice(from, from + TEXT_CHARS) });
  }

  return {
    path,
    write,
    ready: async () => {
      if (waitingBytes > WAITING_BYTES) await flushing;
    },
    synced: async () => {
      await flushing;
    },
    size: () => size,
    grown: () => (isClosed ? Promise.resolve() : new Promise((resolve) => listeners.push(resolve))),
    isClosed: () => isClosed,
    async close() {
      sayDropped();
      await flushing;
      isClosed = true;
      announce();
      await file.close();
    },
  };
}

async function wholeLines(file: Awaited<ReturnType<typeof open>>): Promise<number> {
  const { size } = await file.stat();
  const tail = Buffer.alloc(Math.min(size, 128 * 1024));
  await file.read(tail, 0, tail.length, size - tail.length);
  const end = tail.lastIndexOf('\n');
  return size - tail.length + end + 1;
}
