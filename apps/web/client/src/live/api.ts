import type { Why } from '@headrace/engine';
import {
  ProblemDocument,
  type ChangeId,
  type CommandAnswer,
  type CommandRequest,
  type Density,
  type Digest,
  type EventFrame,
  type EventPage,
  type LogLine,
  type LogPage,
  type PlanId,
  type PlanSnapshot,
  type StateSnapshot,
  type TaskKey,
} from '@headrace/events';

export type Schedule = {
  readonly title: string;
  readonly brief: string;
  readonly repo: string;
  readonly role: string;
  readonly agent: string;
  readonly run?: string;
  readonly priority: string;
  readonly target?: string;
  readonly approvals: number;
};

export type Scheduled = { readonly planId: PlanId; readonly key: TaskKey; readonly position: number };

/** Newest first, before a position; `key`: of a plan or a task. */
export type EventQuery = {
  readonly before?: number | undefined;
  readonly limit: number;
  readonly key?: PlanId | TaskKey | undefined;
};

export type LogListener = { line(at: number, line: LogLine): void; lost(): void };

/** What the client asks of its server. Everything throws a `Trouble`. */
export type Api = {
  signIn(proof: { readonly token: string } | { readonly code: string }): Promise<void>;
  signOut(): Promise<void>;
  state(): Promise<StateSnapshot>;
  /** Waits until the read model has reached `after`. */
  plan(planId: PlanId, after: number): Promise<PlanSnapshot>;
  density(): Promise<Density>;
  why(key: TaskKey): Promise<Why>;
  events(query: EventQuery): Promise<EventPage>;
  /** The commit at a position; of another org: EVENT_NOT_FOUND. */
  commit(position: number): Promise<EventFrame>;
  diff(changeId: ChangeId): Promise<string>;
  evidence(sha256: Digest): Promise<string>;
  /** The lines before `before` (null: the last ones), at most `limit`. */
  log(attempt: string, before: number | null, limit: number): Promise<LogPage>;
  /** Lines from `from` on, as they come. */
  followLog(attempt: string, from: number, listener: LogListener): { close(): void };
  send(requests: readonly CommandRequest[]): Promise<readonly CommandAnswer[]>;
  schedule(task: Schedule): Promise<Scheduled>;
};

/** A refusal or a fault, as it is shown: code, cause, hint. */
export class Trouble extends Error {
  constructor(readonly problem: ProblemDocument) {
    super(problem.detail);
  }
}

/** An attempt's log belongs to its task. */
const logPath = (attempt: string): string => `/tasks/${attempt.slice(0, attempt.lastIndexOf('.'))}/logs`;

const JSON_TYPE = 'application/json';

export function createHttpApi(base = '/api'): Api {
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(base + path, { credentials: 'same-origin', ...init }).catch(unreachable);
    if (!response.ok) throw new Trouble(await problemOf(response));
    return response;
  };
  const read = async <T>(path: string): Promise<T> =>
    (await ask(path, { headers: { accept: JSON_TYPE } })).json() as Promise<T>;
  const text = async (path: string): Promise<string> => (await ask(path)).text();
  const post = async <T>(path: string, body: unknown): Promise<T> => {
    const headers = { 'content-type': JSON_TYPE };
    const response = await ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
    return (response.status === 204 ? undefined : await response.json()) as T;
  };
  return {
    signIn: (proof) => post('/session', proof),
    signOut: async () =>
      void (await ask('/session', { method: 'DELETE', headers: { 'content-type': JSON_TYPE } })),
    state: () => read('/state'),
    plan: (planId, after) => read(`/plans/${planId}?after=${after}`),
    density: () => read('/density'),
    why: (key) => read(`/tasks/${key}/why`),
    events: (query) => read(`/events?${searchOf({ ...query })}`),
    commit: (position) => read(`/events/${position}`),
    diff: (changeId) => text(`/changes/${changeId}/diff`),
    evidence: (sha256) => text(`/evidence/${sha256}`),
    log: (attempt, before, limit) => read(`${logPath(attempt)}?${searchOf({ attempt, before, limit })}`),
    followLog: (attempt, from, listener) =>
      followLog(`${base}${logPath(attempt)}?${searchOf({ attempt, from })}`, listener),
    send: (requests) => post('/command', requests),
    schedule: (task) => post('/schedule', task),
  };
}

function followLog(path: string, { line, lost }: LogListener): { close(): void } {
  const source = new EventSource(path);
  source.onmessage = ({ data, lastEventId }: MessageEvent<string>) =>
    line(Number(lastEventId), JSON.parse(data) as LogLine);
  source.onerror = () => {
    source.close();
    lost();
  };
  return { close: () => source.close() };
}

const searchOf = (query: Readonly<Record<string, string | number | null | undefined>>): string =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]])),
  ).toString();

function unreachable(): never {
  throw new Trouble(faultOf('NETWORK', 503, 'The web server does not answer', 'Is `headrace up` running?'));
}

async function problemOf(response: Response): Promise<ProblemDocument> {
  const body: unknown = await response.json().catch(() => null);
  const problem = ProblemDocument.safeParse(body);
  if (problem.success) return problem.data;
  return faultOf(
    'INTERNAL',
    response.status,
    `The answer was ${response.status} without a reason`,
    'Try again.',
  );
}

export const faultOf = (code: string, status: number, detail: string, hint: string): ProblemDocument => ({
  ...{ type: `urn:headrace:${code}`, title: detail, status, code, detail, hint },
});

/** What was thrown, as it is shown. */
export const problemIn = (error: unknown): ProblemDocument =>
  error instanceof Trouble
    ? error.problem
    : faultOf('INTERNAL', 500, error instanceof Error ? error.message : String(error), 'Reload the page.');
