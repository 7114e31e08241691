import { once } from 'node:events';
import type { FastifyReply } from 'fastify';
import { ProblemError, problemDocument } from './problem.ts';

/** One server-sent event. `data` is one line (JSON). A pulse says only that the line is alive. */
export type Frame = { readonly id?: string; readonly event?: string; readonly data: string } | 'pulse';

/** Sends frames as fast as the client reads them, until they end or the client goes (`gone` aborts). Errors end it with one `problem`. */
export async function sendFrames(
  reply: FastifyReply,
  frames: AsyncIterable<Frame>,
  gone: AbortSignal,
): Promise<void> {
  const { raw } = reply;
  const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
  reply.hijack();
  raw.writeHead(200, headers as Record<string, string>);
  raw.flushHeaders();
  try {
    for await (const frame of frames) if (!(await wrote(raw, textOf(frame), gone))) break;
  } catch (thrown) {
    if (!gone.aborted) raw.write(textOf({ event: 'problem', data: JSON.stringify(documentOf(thrown)) }));
  }
  raw.end();
}

/** False when the client is gone. */
async function wrote(raw: FastifyReply['raw'], text: string, gone: AbortSignal): Promise<boolean> {
  if (gone.aborted) return false;
  if (raw.write(text)) return true;
  try {
    await once(raw, 'drain', { signal: gone });
  } catch {
    return false; // aborted: nobody reads any more
  }
  return true;
}

export function textOf(frame: Frame): string {
  if (frame === 'pulse') return ': \n\n';
  const { id, event, data } = frame;
  return `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`;
}

const documentOf = (thrown: unknown) =>
  problemDocument(thrown instanceof ProblemError ? thrown : new ProblemError('INTERNAL', 'The stream broke'));
