import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../terminal/failure.ts';
import type { Context } from '../terminal/context.ts';

export type Submitted = { readonly planId: string; readonly position: number; readonly tasks: number };

/** A larger text takes so long that a person wants to see how far it is. */
const LARGE_CHARACTERS = 512 * 1024;
const LOOK_MS = 500;
/** The connection may be lost on the way: the same request goes on where the one before ended. */
const TRIES = 3;

/** One submission; the server checks it, and tells every problem with its place in `file`. Throws Failure. */
export async function submitText(text: string, file: string, context: Context): Promise<Submitted> {
  const stop = new AbortController();
  const showing = text.length > LARGE_CHARACTERS ? showProgress(text, context, stop.signal) : null;
  const key = `submit-${randomUUID()}`;
  try {
    return await patiently(() => post(text, file, key, context));
  } finally {
    stop.abort();
    await showing;
  }
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await work();
    } catch (error) {
      if (tried === TRIES || !(error instanceof Failure) || !passing.has(error.code)) throw error;
      await pause(tried * 1000);
    }
  }
}

const passing: ReadonlySet<string> = new Set(['ORCHESTRATOR_UNREACHABLE', 'LOG_UNAVAILABLE', 'INTERRUPTED']);

const post = (text: string, file: string, key: string, { client }: Context): Promise<Submitted> =>
  client.post<Submitted>(`/plans?${new URLSearchParams({ file }).toString()}`, text, 'application/yaml', {
    'idempotency-key': key,
  });

/** A large plan's own line says its id, wherever it stands; without it nothing is shown. */
async function showProgress(text: string, { client, print }: Context, signal: AbortSignal): Promise<void> {
  const id = /^\s*\{?\s*"?plan"?\s*:\s*"?([a-z0-9][a-z0-9-]*)/m.exec(text)?.[1];
  print.progress('The plan is large; it is being checked');
  for (let last = ''; id !== undefined && !signal.aborted;) {
    await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
    const draft = await client.get<{ tasks: number; of: number }>(`/plans/${id}/draft`).catch(() => null); // not begun, or done
    const line = draft ? `${draft.tasks} of ${draft.of} tasks are recorded` : last;
    if (line !== last && !signal.aborted) print.progress(line);
    last = line;
  }
}
