import type { Assignment } from '@headrace/events';
import { randomUUID } from 'node:crypto';
import type { Client } from './http.client.ts';
import { REPO } from './stack.ts';

type Headers = Readonly<Record<string, string>>;
export type Answer = {
  readonly ok: boolean;
  readonly position?: number | null;
  readonly problem?: { readonly code: string; readonly detail?: string };
};

/** Tasks that do nothing, claimable at once. */
export const noopPlan = (plan: string, tasks: number) => ({
  plan,
  title: 'Nothing to do',
  repo: REPO,
  roles: { dev: { agent: 'shell' } },
  tasks: Array.from({ length: tasks }, (_, i) => ({
    ...{ id: `t${i}`, title: 'No-op', role: 'dev', run: 'true', change: 'none' },
  })),
});

export const submitPlan = (plan: string, tasks: number) => ({
  command: { type: 'SubmitPlan', plan: noopPlan(plan, tasks) },
});

export type Request = { readonly id?: string; readonly command: object };

/** By `POST /commands`. */
export const send = (client: Client, requests: readonly Request[], headers?: Headers): Promise<void> =>
  insist(requests, (part) => client.post<readonly Answer[]>('/commands', part, headers));

/**
 * Asks again, by the same ids, for what had to wait too long for its turn. Throws for the first that was refused for
 * another reason.
 */
export async function insist(
  requests: readonly Request[],
  post: (part: readonly Request[]) => Promise<readonly Answer[]>,
): Promise<void> {
  let left = requests.map((request) => ({ id: randomUUID(), ...request }));
  while (left.length > 0) {
    const answers = await post(left);
    const refused = answers.filter(({ ok }) => !ok);
    // what builds on one that has waited too long is refused for that
    if (refused.length > 0 && !refused.some(({ problem }) => problem?.code === 'LOG_UNAVAILABLE'))
      throw new Error(`${refused[0]?.problem?.code}: ${refused[0]?.problem?.detail}`);
    left = left.filter((_, i) => !answers[i]?.ok);
  }
}

export async function register(client: Client, runnerId: string, headers?: Headers): Promise<string> {
  const offer = { roles: ['*'], agents: ['shell'], labels: [], slots: 256 };
  const body = { runnerId, version: '1', host: 'bench', ...offer };
  return (await client.post<{ token: string }>('/runners', body, headers)).token;
}

export type Ask = {
  readonly runnerId: string;
  readonly slots: number;
  readonly waitMs: number;
  /** All unless told. */
  readonly roles?: readonly string[];
};

/** A runner's long poll. */
export async function claim(client: Client, ask: Ask, headers?: Headers): Promise<readonly Assignment[]> {
  const body = { roles: ['*'], agents: ['shell'], labels: [], ...ask };
  return (await client.post<{ attempts: Assignment[] }>('/tasks/claim', body, headers)).attempts;
}

const base = '1'.repeat(40);

/** Each attempt is started and completed, by commands of its own with answers of their own. */
export const finishing = (attempts: readonly Assignment[]): readonly Request[] =>
  attempts.flatMap(({ attemptId, fence, branch }) => [
    { command: { type: 'StartAttempt', attemptId, fence, base, branch } },
    { command: { type: 'CompleteAttempt', attemptId, fence } },
  ]);
