import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import colors from 'picocolors';
import type { Client } from '../orchestrator/client.ts';
import { isPassing } from '../terminal/failure.ts';
import { approve, policyClient, policyRule, type Waiting } from './demo.approver.ts';

/** Takes what waits for a decision, one after the other. */
export type Reviewer = { take(waiting: Waiting): void; close(): void };

/** The policy decides everything at once. */
export async function openPolicyReviewer(admin: Client, failed: (error: Error) => void): Promise<Reviewer> {
  const client = await policyClient(admin);
  const closed = new AbortController();
  return {
    take: (waiting) =>
      void patiently(() => approve(client, waiting, policyRule), closed.signal).catch(failed),
    close: () => closed.abort(),
  };
}

/** Nobody asks a second time for what waits: so an orchestrator or a Postgres that is away is waited for. */
async function patiently(decide: () => Promise<void>, closed: AbortSignal): Promise<void> {
  for (;;) {
    try {
      return await decide();
    } catch (error) {
      if (!isPassing(error) || closed.aborted) throw error;
      await sleep(500);
    }
  }
}

/** The person at the terminal decides by a key; the dashboard and the CLI may be faster. */
export function openPersonReviewer(
  admin: Client,
  becomePolicy: () => Promise<Reviewer>,
  failed: (error: Error) => void,
): Reviewer {
  const queue: Waiting[] = [];
  let policy: Reviewer | null = null;
  const input = createInterface({ input: process.stdin });
  const ask = () =>
    queue[0] &&
    process.stderr.write(
      `${colors.magenta('waits for you')} ${nameOf(queue[0])}: Enter approves, s shows it, a approves all from now on; or decide it in the dashboard\n`,
    );
  const next = () => {
    queue.shift();
    ask();
  };
  input.on('line', (answer) => {
    const [first] = queue;
    if (!first) return;
    if (answer.trim() === 's') return void show(admin, first).then(ask, failed);
    if (answer.trim() === 'a') {
      void becomePolicy().then((reviewer) => {
        policy = reviewer;
        for (const waiting of queue.splice(0)) reviewer.take(waiting);
      }, failed);
      return;
    }
    void approve(admin, first, null).then(next, failed);
  });
  return {
    take: (waiting) => {
      if (policy) return policy.take(waiting);
      queue.push(waiting);
      if (queue.length === 1) ask();
    },
    close: () => input.close(),
  };
}

const nameOf = (waiting: Waiting): string =>
  waiting.kind === 'review' ? `change ${waiting.changeId}` : `split of ${waiting.task}`;

async function show(client: Client, waiting: Waiting): Promise<void> {
  const text =
    waiting.kind === 'review'
      ? await client.get<string>(`/changes/${waiting.changeId}/diff`)
      : JSON.stringify(await client.get(`/tasks/${waiting.task}`), null, 2);
  process.stderr.write(`${text}\n`);
}
