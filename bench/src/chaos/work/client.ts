import { setTimeout as sleep } from 'node:timers/promises';

/** What a client was told: this command is recorded, at this position; null: it changed nothing. */
export type Acknowledged = { readonly id: string; readonly type: string; readonly position: number | null };

export type Answer =
  { readonly ok: true; readonly position: number | null } | { readonly ok: false; readonly code: string };

/** As the API takes it. */
export type Command = { readonly type: string; readonly [field: string]: unknown };

/** Asks until there is an answer, always with the same id, and keeps a journal of what was acknowledged. */
export type Client = {
  /** A plan as text. */
  submit(id: string, plan: object): Promise<Answer>;
  send(id: string, command: Command): Promise<Answer>;
  /** Of a list; null where there is none at the moment. */
  read<T>(path: string): Promise<T | null>;
};

export type ClientPlace = {
  readonly url: string;
  readonly token: string;
  readonly journal: (entry: Acknowledged) => void;
  /** When it gives up what was not answered. */
  readonly signal: AbortSignal;
};

export function openClient({ url, token, journal, signal }: ClientPlace): Client {
  const headers = { 'x-auth-token': token, 'content-type': 'application/json' };
  const ask = async (path: string, init: RequestInit = {}): Promise<Asked> => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(8_000)]);
    const answer = await fetch(`${url}${path}`, { headers, ...init, signal: limit });
    return { status: answer.status, body: await answer.json() };
  };
  /** Until there is an answer that stays: the id makes that harmless. */
  const insist = async (path: string, init: RequestInit): Promise<Asked> => {
    for (;;) {
      signal.throwIfAborted();
      const asked = await ask(path, init).catch(() => null);
      if (asked && !mayPass(asked)) return asked;
      await sleep(300, undefined, { signal });
    }
  };
  const noted = (id: string, type: string, position: number | null): Answer => {
    journal({ id, type, position });
    return { ok: true, position };
  };
  return {
    submit: async (id, plan) => {
      const init = {
        method: 'POST',
        body: JSON.stringify(plan),
        headers: { ...headers, 'idempotency-key': id },
      };
      const { status, body } = await insist('/plans', init);
      if (status !== 201) return { ok: false, code: (body as { code: string }).code };
      return noted(id, 'SubmitPlan', (body as { position: number | null }).position);
    },
    send: async (id, command) => {
      const { body } = await insist('/commands', { method: 'POST', body: JSON.stringify([{ id, command }]) });
      const [answer] = body as [CommandAnswer];
      return answer.ok ? noted(id, command.type, answer.position) : { ok: false, code: answer.problem.code };
    },
    read: async <T>(path: string) => {
      const asked = await ask(path).catch(() => null);
      return asked?.status === 200 ? (asked.body as T) : null;
    },
  };
}

type Asked = { readonly status: number; readonly body: unknown };
type CommandAnswer =
  | { readonly ok: true; readonly position: number | null }
  | { readonly ok: false; readonly problem: { readonly code: string; readonly status: number } };

/** It is not known, or not for good, what became of it. */
function mayPass({ status, body }: Asked): boolean {
  const [first] = Array.isArray(body) ? (body as CommandAnswer[]) : [];
  return status >= 500 || (first?.ok === false && first.problem.status >= 500);
}
