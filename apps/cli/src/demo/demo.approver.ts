import type { ChangeView, Event } from '@headrace/events';
import { openClient, type Client } from '../orchestrator/client.ts';
import { Failure } from '../terminal/failure.ts';

/** What waits for a person: a change, or the split of an oversized one. */
export type Waiting =
  | { readonly kind: 'review'; readonly changeId: string; readonly position: number }
  | { readonly kind: 'split'; readonly task: string; readonly position: number };

/** What an event leaves waiting for a person, if anything. */
export function waitingFor(event: Event, position: number): Waiting | null {
  if (event.type === 'ReviewRequested') return { kind: 'review', changeId: event.changeId, position };
  if (event.type === 'SplitProposed')
    return { kind: 'split', task: `${event.planId}.${event.taskId}`, position };
  return null;
}

export const policyRule =
  'approves every change whose gates have passed, and every split that its plan foresees';

/** A client that acts as `policy:auto-approve`; its rule stands in each of its reviews. */
export async function policyClient(admin: Client): Promise<Client> {
  const { token } = await admin.post<{ token: string }>('/tokens', { actor: 'policy:auto-approve' });
  return openClient({ ...admin.connection, token });
}

/** Decides one thing. That somebody else was faster is no failure. */
export async function approve(client: Client, waiting: Waiting, rule: string | null): Promise<void> {
  try {
    if (waiting.kind === 'split') {
      await client.post(`/tasks/${waiting.task}/split`, { verdict: 'accept', ...(rule ? { rule } : {}) });
      return;
    }
    const { change } = await client.get<{ change: ChangeView }>(`/changes/${waiting.changeId}`, {
      after: waiting.position,
    });
    await client.post(`/changes/${waiting.changeId}/review`, { head: change.head, verdict: 'approve', rule });
  } catch (error) {
    if (error instanceof Failure && ['CHANGE_NOT_REVIEWABLE', 'SPLIT_NOT_PROPOSED'].includes(error.code))
      return;
    throw error;
  }
}
