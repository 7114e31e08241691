import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';

/* Reads the log as somebody would who has none of our code: NATS over a socket, JSON, SHA-256. */

export type Credentials = { readonly url: string; readonly user: string; readonly password: string };

export type Broker = {
  /** Sends a request and answers the payload of its reply. */
  request(subject: string, payload: string): Promise<Buffer>;
  close(): void;
};

/** A connection with one request at a time. Errors: what the server calls one. */
export async function connectToBroker({ url, user, password }: Credentials): Promise<Broker> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const inbox = `_INBOX_${user}.${Math.random().toString(36).slice(2)}`;
  let unread = Buffer.alloc(0);
  let heard = (_message: Buffer | Error) => undefined as void;
  socket.on('data', (chunk) => {
    unread = Buffer.concat([unread, chunk]);
    for (let end = unread.indexOf('\r\n'); end >= 0; end = unread.indexOf('\r\n')) {
      const [verb = '', ...words] = unread.toString('utf8', 0, end).split(' ');
      const bytes = verb === 'MSG' ? Number(words.at(-1)) : -2;
      if (unread.length < end + 4 + bytes) return;
      if (verb === 'MSG') heard(unread.subarray(end + 2, end + 2 + bytes));
      if (verb === 'PING') socket.write('PONG\r\n');
      if (verb === '-ERR') heard(new Error(words.join(' ')));
      unread = unread.subarray(end + 4 + bytes);
    }
  });
  socket.on('error', (error) => heard(error));
  await once(socket, 'data');
  const hello = { user, pass: password, verbose: false, pedantic: false, headers: false, lang: 'none' };
  socket.write(`CONNECT ${JSON.stringify(hello)}\r\nSUB ${inbox} 1\r\n`);
  return {
    request: (subject, payload) =>
      new Promise((resolve, reject) => {
        heard = (message) => (message instanceof Error ? reject(message) : resolve(message));
        socket.write(`PUB ${subject} ${inbox} ${Buffer.byteLength(payload)}\r\n${payload}\r\n`);
      }),
    close: () => socket.destroy(),
  };
}

export const STREAM = 'HEADRACE_EVENTS_main';

/** The payloads of all messages of the stream, by JetStream's JSON API. */
export async function readByApi(broker: Broker): Promise<readonly Buffer[]> {
  const asked = async <T>(what: string, body: object) =>
    JSON.parse(
      (await broker.request(`$JS.API.STREAM.${what}.${STREAM}`, JSON.stringify(body))).toString(),
    ) as T;
  const { state } = await asked<{ state: { first_seq: number; last_seq: number } }>('INFO', {});
  const payloads: Buffer[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const { message } = await asked<{ message: { data: string } }>('MSG.GET', { seq });
    payloads.push(Buffer.from(message.data, 'base64'));
  }
  return payloads;
}

/** The same with the `nats` command line; null where there is none. */
export function readByNatsCli({ url, user, password }: Credentials, count: number): readonly Buffer[] | null {
  const login = ['--server', url, '--user', user, '--password', password];
  const one = (seq: number) => spawnSync('nats', [...login, 'stream', 'get', STREAM, String(seq), '--json']);
  if (one(1).error) return null;
  return Array.from({ length: count }, (_, index) => {
    const { data } = JSON.parse(one(index + 1).stdout.toString()) as { data: string };
    return Buffer.from(data, 'base64');
  });
}

type Link = { readonly org: string; readonly rev: number; readonly prev: string };

/** What does not hold: a revision that is missing, or a commit that names another one before it. */
export function brokenLinks(payloads: readonly Buffer[]): readonly string[] {
  const heads = new Map<string, { rev: number; hash: string }>();
  return payloads.flatMap((payload, index) => {
    const { org, rev, prev } = JSON.parse(payload.toString('utf8')) as Link;
    const before = heads.get(org) ?? { rev: 0, hash: '0'.repeat(64) };
    heads.set(org, { rev, hash: createHash('sha256').update(payload).digest('hex') });
    return rev === before.rev + 1 && prev === before.hash ? [] : [`#${index + 1}: ${org} ${rev}`];
  });
}
