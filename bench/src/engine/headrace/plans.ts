import type { Assignment } from '@headrace/events';
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

/** By `POST /commands`. Throws for the first that was refused. */
export async function send(client: Client, requests: readonly object[], headers?: Headers): Promise<void> {
  allAccepted(await client.post<readonly Answer[]>('/commands', requests, headers));
}

export function allAccepted(answers: readonly Answer[]): void {
  const refused = answers.find(({ ok }) => !ok);
  if (refused) throw new Error(`${refused.problem?.code}: ${refused.problem?.detail}`);
}

export async function register(client: Client, runnerId: string, headers?: Headers): Promise<string> {
  const offer = { roles: ['*'], agents: ['shell'], labels: [], slots: 256 };
  const body = { runnerId, version: '1', host: 'bench', ...offer };
  return (await client.post<{ token: string }>('/runners', body, headers)).token;
}

export type Ask = { readonly runnerId: string; readonly slots: number; readonly waitMs: number };

/** A runner's long poll. */
export async function claim(client: Client, ask: Ask, headers?: Headers): Promise<readonly Assignment[]> {
  const body = { roles: ['*'], agents: ['shell'], labels: [], ...ask };
  return (await client.post<{ attempts: Assignment[] }>('/tasks/claim', body, headers)).attempts;
}

const base = '1'.repeat(40);

/** Each attempt is started and completed, by commands of its own with answers of their own. */
export const finishing = (attempts: readonly Assignment[]): readonly object[] =>
  attempts.flatMap(({ attemptId, fence, branch }) => [
    { command: { type: 'StartAttempt', attemptId, fence, base, branch } },
    { command: { type: 'CompleteAttempt', attemptId, fence } },
  ]);
