import { once } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError, problemDocument } from './problem.ts';

/** One server-sent event. `data` is one line (JSON). */
export type Frame = { readonly id?: number; readonly event?: string; readonly data: string };

/** Sends frames as fast as the client reads them, until they end, the client goes, or this process ends. */
export async function sendFrames(
  request: FastifyRequest,
  reply: FastifyReply,
  framesFor: (gone: AbortSignal) => AsyncIterable<Frame>,
): Promise<void> {
  const { raw } = reply;
  const gone = goneOf(reply, request.closing);
  const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
  reply.hijack();
  raw.writeHead(200, headers as Record<string, string>);
  raw.flushHeaders();
  try {
    for await (const frame of framesFor(gone)) if (!(await wrote(raw, textOf(frame), gone))) break;
  } catch (thrown) {
    const problem =
      thrown instanceof ProblemError ? thrown : new ProblemError('INTERNAL', 'The stream broke');
    if (!gone.aborted)
      raw.write(textOf({ event: 'problem', data: JSON.stringify(problemDocument(problem)) }));
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

export const textOf = ({ id, event, data }: Frame): string =>
  `${id === undefined ? '' : `id: ${id}\n`}${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`;

/** Aborted when the client is gone, or this process ends. */
export function goneOf({ raw }: FastifyReply, closing: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort();
  closing.addEventListener('abort', abort);
  raw.once('close', () => {
    closing.removeEventListener('abort', abort);
    abort();
  });
  if (closing.aborted) abort();
  return controller.signal;
}
