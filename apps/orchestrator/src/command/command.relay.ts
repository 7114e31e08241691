import type { CommandAnswer, CommandRequest, OrgId } from '@headrace/events';
import { setTimeout as delay } from 'node:timers/promises';
import { ProblemError } from '../http/problem.ts';
import { RELAYED } from '../http/relay.ts';

export type RelayedCommands = {
  readonly token: string;
  readonly org: OrgId;
  readonly correlation: string;
  /** From which the ids of commands without one are derived. */
  readonly id: string;
  readonly commands: readonly CommandRequest[];
};

/** As long as who asks over NATS waits (`request` in libs/events/jetstream), less a little. */
const PATIENCE_MS = 4_500;
const AGAIN_MS = 50;

/** Commands that came to a follower over NATS, sent to the writer over HTTP. Throws STEPPED_DOWN when none answers. */
export async function askWriter(
  writerAddress: () => string | null,
  asked: RelayedCommands,
): Promise<CommandAnswer[]> {
  const untilMs = Date.now() + PATIENCE_MS;
  for (;;) {
    const address = writerAddress();
    const answers = address && (await answersOf(address, asked, untilMs));
    if (answers) return answers;
    if (Date.now() > untilMs) throw new ProblemError('STEPPED_DOWN', 'No writer of this shard answers');
    await delay(AGAIN_MS);
  }
}

/** null: it does not answer, or does not write any more. */
async function answersOf(
  address: string,
  { token, org, correlation, id, commands }: RelayedCommands,
  untilMs: number,
): Promise<CommandAnswer[] | null> {
  try {
    const response = await fetch(`${address}/commands`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', 'x-auth-token': token, 'x-org': org },
        ...{ 'x-correlation-id': correlation, 'idempotency-key': id, [RELAYED]: 'nats' },
      },
      body: JSON.stringify(commands),
      // one that stands still is asked again in a while, or its successor is
      signal: AbortSignal.timeout(Math.max(1, Math.min(1_500, untilMs - Date.now()))),
    });
    return response.ok ? ((await response.json()) as CommandAnswer[]) : null;
  } catch {
    return null;
  }
}
