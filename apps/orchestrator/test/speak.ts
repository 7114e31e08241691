import type { ChildTask, Commit, EditPreview, PlanFile, Problem, Ref } from '@headrace/events';

type Named<Names extends string, T> = { readonly [Name in Names]: T };

/** An assignment, as far as tests look at it. */
export type Assigned = Named<'attemptId' | 'taskId' | 'token' | 'brief', string> & {
  readonly fence: number;
  readonly gates: readonly { readonly definition: string }[];
  readonly feedback: readonly string[];
};

/** What some answer of the orchestrator says. A test reads what it expects, and fails where that is not said. */
export type Said = Named<
  | 'code'
  | 'hint'
  | 'detail'
  | 'path'
  | 'expected'
  | 'correlation'
  | 'token'
  | 'id'
  | 'key'
  | 'planId'
  | 'taskId'
  | 'text',
  string
> &
  Named<'position' | 'revision' | 'head' | 'total' | 'bytes' | 'nextLine', number> & {
    readonly status: string | number;
    readonly ok: boolean;
    readonly next: string | number | null;
    readonly openapi: string;
    readonly paths: object;
    readonly events: readonly string[];
    readonly commit: Commit;
    readonly items: readonly Said[];
    readonly problem: Said;
    readonly problems: readonly Problem[];
    readonly proof: readonly Ref[];
    readonly attempts: readonly Assigned[];
    readonly landing: Said;
    readonly control: readonly object[];
    readonly peers: readonly object[];
    readonly clusters: readonly object[];
    readonly plan: PlanFile;
    readonly preview: EditPreview;
    readonly children: readonly ChildTask[];
    readonly note: string;
    readonly writer: { readonly role: string };
  };

export type Reply = { readonly status: number; readonly headers: Headers; readonly json: Said };
export type Frame = { readonly id: string | null; readonly event: string; readonly data: Said };

export type Ask = {
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
};

export const ADMIN = 'an-admin-token-for-tests';

export async function asked(url: string, method: string, path: string, ask: Ask = {}): Promise<Reply> {
  const { body, signal } = ask;
  const content = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const response = await fetch(url + path, {
    method,
    headers: headersOf(ask),
    ...(body === undefined ? {} : { body: content as string | Uint8Array<ArrayBuffer> }),
    ...(signal ? { signal } : {}),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  const json = (isJson ? JSON.parse(text) : { text }) as Said;
  return { status: response.status, headers: response.headers, json };
}

/** Server-sent events; pulses are left out. Ends when the server ends it or the signal aborts. */
export async function* framesOf(
  url: string,
  path: string,
  ask: Ask & { readonly signal: AbortSignal },
): AsyncGenerator<Frame> {
  try {
    const headers = { ...headersOf(ask), accept: 'text/event-stream' };
    const response = await fetch(url + path, { headers, signal: ask.signal });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    yield* parsed(response);
  } catch (error) {
    if (!ask.signal.aborted) throw error;
  }
}

async function* parsed(response: Response): AsyncGenerator<Frame> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of response.body ?? []) {
    const frames = (text + decoder.decode(bytes as Uint8Array, { stream: true })).split('\n\n');
    text = frames.pop() ?? '';
    yield* frames.filter((frame) => !frame.startsWith(':')).map(frameOf);
  }
}

function frameOf(text: string): Frame {
  const fields = new Map(
    text.split('\n').map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)]),
  );
  return {
    id: fields.get('id') ?? null,
    event: fields.get('event') ?? 'message',
    data: JSON.parse(fields.get('data') ?? 'null') as Said,
  };
}

const headersOf = ({ token = ADMIN, headers = {} }: Ask): Record<string, string> => ({
  ...(token === null ? {} : { 'x-auth-token': token }),
  'content-type': 'application/json',
  ...headers,
});
