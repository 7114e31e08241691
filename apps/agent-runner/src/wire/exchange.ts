import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';

/** One that does not even take a connection is left for another sooner than one that thinks. */
const CONNECT_MS = 10_000;

const keepAlive = true;
const agents = { http: new http.Agent({ keepAlive }), https: new https.Agent({ keepAlive }) };

export type Exchange = {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: string | Uint8Array | undefined;
  readonly signal: AbortSignal | undefined;
  /** For the head of the answer, and from one piece of it to the next. */
  readonly silenceMs: number;
};

/**
 * Resolves with the head of the answer; whoever asked reads its body to the end. Not `fetch`: it wakes up twice a second
 * for as long as an answer is awaited, and a runner awaits one always. Errors: of the connection, and AbortError.
 */
export function exchange(url: URL, { content, silenceMs, ...options }: Exchange): Promise<IncomingMessage> {
  const { request, agent } =
    url.protocol === 'https:'
      ? { request: https.request, agent: agents.https }
      : { request: http.request, agent: agents.http };
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, agent });
    sent.on('error', reject);
    sent.once('response', resolve);
    sent.setTimeout(silenceMs, () => sent.destroy(new Error(`nothing came for ${silenceMs} ms`)));
    leaveUnreachable(sent);
    sent.end(content);
  });
}

function leaveUnreachable(sent: ClientRequest): void {
  sent.once('socket', (socket) => {
    if (!socket.connecting) return;
    const late = setTimeout(
      () => sent.destroy(new Error(`no connection within ${CONNECT_MS} ms`)),
      CONNECT_MS,
    );
    socket.once('connect', () => clearTimeout(late)).once('close', () => clearTimeout(late));
  });
}

/** Errors: the connection broke before its end. */
export async function bytesOf(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
