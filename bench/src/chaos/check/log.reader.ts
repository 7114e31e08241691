import { once } from 'node:events';
import { connect } from 'node:net';
import type { Stored } from './stored.ts';

export type Credentials = { readonly port: number; readonly user: string; readonly password: string };

const STREAM = 'HEADRACE_EVENTS_main';
/** Requests that are under way at once. */
const AT_ONCE = 100;

/** Every message of the stream, by JetStream's JSON API over a plain socket. Rejects with what the server calls an error. */
export async function readLog(credentials: Credentials): Promise<readonly Stored[]> {
  const broker = await openBroker(credentials);
  try {
    const info = await broker.request(`$JS.API.STREAM.INFO.${STREAM}`, '{}');
    const { first_seq: first, last_seq: last } = (
      JSON.parse(info) as { state: { first_seq: number; last_seq: number } }
    ).state;
    const log: Stored[] = [];
    for (let from = first; from <= last; from += AT_ONCE) {
      const positions = Array.from(
        { length: Math.min(AT_ONCE, last - from + 1) },
        (_, index) => from + index,
      );
      const answers = positions.map((seq) =>
        broker.request(`$JS.API.STREAM.MSG.GET.${STREAM}`, JSON.stringify({ seq })),
      );
      log.push(...(await Promise.all(answers)).flatMap(storedIn));
    }
    return log;
  } finally {
    broker.close();
  }
}

/** None where the server has none at that position: the chain tells. */
function storedIn(answer: string): readonly Stored[] {
  const { message } = JSON.parse(answer) as { message?: { seq: number; data: string } };
  return message ? [{ position: message.seq, bytes: Buffer.from(message.data, 'base64') }] : [];
}

async function openBroker({ port, user, password }: Credentials) {
  const socket = connect(port, '127.0.0.1');
  const inbox = `_INBOX_${user}.${process.pid}.${Date.now()}`;
  const waiting = new Map<string, (payload: string) => void>();
  let failed = (_error: Error) => undefined as void;
  let unread = Buffer.alloc(0);
  let asked = 0;
  socket.on('data', (chunk) => {
    unread = Buffer.concat([unread, chunk]);
    for (let end = unread.indexOf('\r\n'); end >= 0; end = unread.indexOf('\r\n')) {
      const [verb = '', subject = '', ...words] = unread.toString('utf8', 0, end).split(' ');
      const bytes = verb === 'MSG' ? Number(words.at(-1)) : -2;
      if (unread.length < end + 4 + bytes) return;
      if (verb === 'MSG') waiting.get(subject)?.(unread.toString('utf8', end + 2, end + 2 + bytes));
      if (verb === 'PING') socket.write('PONG\r\n');
      if (verb === '-ERR') failed(new Error([subject, ...words].join(' ')));
      unread = unread.subarray(end + 4 + bytes);
    }
  });
  const failure = new Promise<never>((_, reject) => (failed = reject));
  failure.catch(() => undefined); // told to whoever asks
  socket.on('error', (error) => failed(error));
  await Promise.race([once(socket, 'data'), failure]);
  const hello = { user, pass: password, verbose: false, pedantic: false, headers: false, lang: 'none' };
  socket.write(`CONNECT ${JSON.stringify(hello)}\r\nSUB ${inbox}.* 1\r\n`);
  return {
    request: (subject: string, payload: string): Promise<string> => {
      const reply = `${inbox}.${asked++}`;
      const answered = new Promise<string>((done) => waiting.set(reply, done));
      socket.write(`PUB ${subject} ${reply} ${Buffer.byteLength(payload)}\r\n${payload}\r\n`);
      return Promise.race([answered, failure]).finally(() => waiting.delete(reply));
    },
    close: () => socket.destroy(),
  };
}
