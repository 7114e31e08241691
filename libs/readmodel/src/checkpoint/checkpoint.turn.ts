import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** The right to project a schema, as long as the connection lives that it was given to. */
export type Turn = {
  /** Aborted when the connection is gone, and the right with it. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
};

const AGAIN_MS = 300;

/** So that a machine that vanished gives its turn back within some 15 s; a killed process does at once. */
const keepalives = ['tcp_keepalives_idle=5', 'tcp_keepalives_interval=3', 'tcp_keepalives_count=3'];

/**
 * Waits until nobody else projects `schema`. It only saves work: two that project do no harm (`lockCheckpoint`). Asks again
 * and again, since a statement that waits for a lock would keep vacuum from cleaning up. Null when aborted. Errors: those
 * of the connection.
 */
export async function turnToProject(
  url: string,
  schema: string,
  signal: AbortSignal,
  onWaiting: () => void = () => undefined,
): Promise<Turn | null> {
  const lost = new AbortController();
  const options = keepalives.map((setting) => `-c ${setting}`).join(' ');
  const client = new pg.Client({ connectionString: url, options, application_name: 'headrace planner turn' });
  client.on('error', () => lost.abort());
  client.on('end', () => lost.abort());
  try {
    await client.connect();
    for (let tries = 0; !signal.aborted; tries++) {
      const asked = await client.query<{ mine: boolean }>(
        'SELECT pg_try_advisory_lock(hashtext($1)) AS mine',
        [`project ${schema}`],
      );
      if (asked.rows[0]?.mine) return { lost: lost.signal, release: () => client.end() };
      if (tries === 0) onWaiting();
      await pause(AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  await client.end();
  return null;
}
