import { createParser } from 'eventsource-parser';
import { randomUUID } from 'node:crypto';
import {
  SHARD_HEADER,
  createRota,
  type Command,
  type CommandAnswer,
  type Problem,
  type ProblemDocument,
  type Rota,
} from '@headrace/events';
import { Failure, isPassing } from '../terminal/failure.ts';
import { answeredFrom } from '../terminal/place.ts';
import type { Connection } from './connection.ts';

type MoreHeaders = Readonly<Record<string, string>>;
type Connected = Connection & { readonly rota: Rota };

export type Query = Readonly<Record<string, string | number | undefined>>;
export type Frame = { readonly id: string | null; readonly event: string; readonly data: string };

/** The orchestrator's HTTP API. A problem document becomes a `Failure` with its code. */
export type Client = {
  readonly connection: Connection;
  get<T>(path: string, query?: Query): Promise<T>;
  post<T>(path: string, body: unknown, contentType?: string, headers?: MoreHeaders): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  /** Sends commands in order; answers refusals as they are. */
  send(commands: readonly Command[]): Promise<CommandAnswer[]>;
  /** Follows a stream of server-sent events and goes on after its last frame when the connection is lost. */
  stream(path: string, query: Query, signal: AbortSignal): AsyncIterable<Frame>;
};

export function openClient(given: Connection): Client {
  const connection = { ...given, rota: createRota(given.url.split(',')) };
  const send = <T>(
    method: 'POST' | 'PUT',
    path: string,
    body: unknown,
    contentType = 'application/json',
    headers: MoreHeaders = {},
  ) =>
    request(
      connection,
      method,
      path,
      {},
      { contentType, headers, text: typeof body === 'string' ? body : JSON.stringify(body) },
    ) as Promise<T>;
  return {
    connection,
    get: <T>(path: string, query: Query = {}) => request(connection, 'GET', path, query) as Promise<T>,
    post: (...given) => send('POST', ...given),
    put: (path, body) => send('PUT', path, body),
    send: (commands) =>
      send<CommandAnswer[]>(
        'POST',
        '/commands',
        commands.map((command) => ({ command })),
      ),
    stream: (path, query, signal) => stream(connection, path, query, signal),
  };
}

async function request(
  connection: Connected,
  method: string,
  path: string,
  query: Query,
  body?: { contentType: string; headers: MoreHeaders; text: string },
): Promise<unknown> {
  const response = await reach(connection, pathOf(path, query), {
    method,
    headers: {
      ...headersOf(connection),
      // the next orchestrator may be asked the same
      'idempotency-key': `cli-${randomUUID()}`,
      accept: 'application/json',
      ...(body ? { ...body.headers, 'content-type': body.contentType } : {}),
    },
    ...(body ? { body: body.text } : {}),
  });
  const text = await response.text().catch(() => Promise.reject(silent(connection.url))); // cut off in the middle
  if (!response.ok) throw failureOf(text, response.status);
  if (text === '') return null;
  return (response.headers.get('content-type') ?? '').includes('json') ? JSON.parse(text) : text;
}

async function* stream(
  connection: Connected,
  path: string,
  query: Query,
  signal: AbortSignal,
): AsyncIterable<Frame> {
  let last: string | null = null;
  let because = silent(connection.url);
  for (let misses = 0; !signal.aborted && misses < 10; misses += 1) {
    try {
      for await (const frame of frames(connection, path, query, last, signal)) {
        misses = 0;
        last = frame.id ?? last;
        yield frame;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isPassing(error)) because = error;
      else if (error instanceof Failure) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 300 * (misses + 1)));
  }
  if (!signal.aborted) throw because;
}

async function* frames(
  connection: Connected,
  path: string,
  query: Query,
  last: string | null,
  signal: AbortSignal,
): AsyncIterable<Frame> {
  const headers = {
    ...headersOf(connection),
    accept: 'text/event-stream',
    ...(last ? { 'last-event-id': last } : {}),
  };
  const response = await reach(connection, pathOf(path, query), { headers, signal });
  if (!response.ok || !response.body) throw failureOf(await response.text(), response.status);
  const ready: Frame[] = [];
  const parser = createParser({
    onEvent: ({ id, event, data }) => ready.push({ id: id ?? null, event: event ?? 'message', data }),
  });
  const decoder = new TextDecoder();
  for await (const bytes of response.body as AsyncIterable<Uint8Array>) {
    parser.feed(decoder.decode(bytes, { stream: true }));
    yield* ready.splice(0);
  }
}

const headersOf = ({ token, org }: Connection) => ({ 'x-auth-token': token, 'x-org': org });

function pathOf(path: string, query: Query): string {
  const set = Object.entries(query).filter(
    (pair): pair is [string, string | number] => pair[1] !== undefined,
  );
  const search = new URLSearchParams(
    set.map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
  return `${path}${search ? `?${search}` : ''}`;
}

/** Each of the addresses once, until one answers. */
async function reach({ url, rota }: Connected, path: string, init: RequestInit): Promise<Response> {
  for (let tries = 0; tries < rota.size && !init.signal?.aborted; tries += 1) {
    const address = rota.current();
    try {
      const response = await fetch(address + path, init);
      answeredFrom(response.headers.get(SHARD_HEADER));
      return response;
    } catch {
      rota.failed(address);
    }
  }
  throw silent(url);
}

const silent = (url: string) => new Failure('ORCHESTRATOR_UNREACHABLE', `${url} does not answer`);

function failureOf(text: string, status: number): Failure {
  try {
    return refused(JSON.parse(text) as ProblemDocument);
  } catch {
    return new Failure('INTERNAL', `HTTP ${status}`);
  }
}

function refused({ code, detail, hint, problems = [], ...document }: ProblemDocument): Failure {
  const { path, expected, state, allowed, proof } = document;
  return new Failure(code, detail, {
    hint,
    problems: problems as unknown as Problem[],
    grounds: { path, expected, state, allowed, proof },
  });
}

/** The first refusal among answers, thrown; else the positions. */
export function accepted(answers: readonly CommandAnswer[]): readonly (number | null)[] {
  return answers.map((answer) => {
    if (answer.ok) return answer.position;
    throw refused(answer.problem);
  });
}
