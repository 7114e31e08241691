import { createHash } from 'node:crypto';
import type { Happened, Stored } from './stored.ts';

/* Logs for the specs of the checks, whole until somebody breaks them. */

/** One commit for each, by commands `c1`, `c2` …; chained as they have to be. */
export function written(...commits: readonly (readonly Happened[])[]): readonly Stored[] {
  let prev = '0'.repeat(64);
  return commits.map((events, index) => {
    const at = `2026-01-01T00:00:${String(index).padStart(2, '0')}.000Z`;
    const command = { id: `c${index + 1}`, type: 'Do' };
    const bytes = new TextEncoder().encode(
      JSON.stringify({ org: 'main', rev: index + 1, at, prev, command, events }),
    );
    prev = createHash('sha256').update(bytes).digest('hex');
    return { position: index + 1, bytes };
  });
}

/** An event of task `p.t`. */
export const happened = (type: string, fields: Readonly<Record<string, unknown>> = {}): Happened => ({
  ...{ type, planId: 'p', taskId: 't' },
  ...fields,
});

export const claimed = (fence: number): Happened =>
  happened('TaskClaimed', { fence, attemptId: `p.t.${fence}` });

export const ofAttempt = (type: string, fence: number): Happened =>
  happened(type, { attemptId: `p.t.${fence}` });

export const ofChange = (type: string, fields: Readonly<Record<string, unknown>> = {}): Happened =>
  happened(type, { changeId: 'p.t.1', target: 'main', result: 'r1', fence: 1, ...fields });
