import type { LogSink } from './agent.ts';

/** A reader wants sentences, agents send syllables. */
const PIECE_CHARS = 4000;
const PIECE_MS = 1000;

export type Speech = {
  say(kind: 'says' | 'thinks', text: string): void;
  /** Logs what is waiting: something else comes next. */
  pause(): void;
};

/** Joins pieces of speech into lines of the log, without keeping a watcher waiting. */
export function speechTo(log: LogSink): Speech {
  let kind: 'says' | 'thinks' = 'says';
  let waiting = '';
  let clock: NodeJS.Timeout | null = null;

  function pause(): void {
    if (clock) clearTimeout(clock);
    clock = null;
    if (waiting.trim() !== '') log.write({ t: kind, text: waiting.trim() });
    waiting = '';
  }

  return {
    pause,
    say(next, text) {
      if (next !== kind) pause();
      kind = next;
      waiting += text;
      if (waiting.length >= PIECE_CHARS) pause();
      else clock ??= setTimeout(pause, PIECE_MS).unref();
    },
  };
}
