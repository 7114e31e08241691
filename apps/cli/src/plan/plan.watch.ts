import colors from 'picocolors';
import type { Commit, Event, PlanView } from '@headrace/events';
import type { Context } from '../terminal/context.ts';
import { exitCodes } from '../terminal/failure.ts';
import { placed } from '../terminal/place.ts';
import { eventLine } from '../event/event.line.ts';

export type PlacedCommit = { readonly position: number; readonly at: string; readonly commit: Commit };

/** Prints each event of the plan as it is recorded, and returns when the plan has ended. */
export async function watchPlan(planId: string, { client, print, signal }: Context): Promise<void> {
  const plan = await client.get<PlanView>(`/plans/${encodeURIComponent(planId)}`);
  const done = new AbortController();
  signal.addEventListener('abort', () => done.abort());
  if (plan.finishedAt) print.progress(`${planId} has ended: ${plan.state}`);
  for await (const { position, commit } of commitsOf(
    { client, signal: done.signal },
    { kind: 'plan', id: planId, after: 0 },
  )) {
    for (const event of commit.events)
      print.line(
        { position, at: commit.at, event },
        () => `${colors.dim(placed(position))} ${commit.at.slice(11, 19)} ${eventLine(event)}`,
      );
    const end = commit.events.findLast(
      (event): event is Extract<Event, { type: 'PlanFinished' }> => event.type === 'PlanFinished',
    );
    if (!end) continue;
    const now = await client.get<PlanView>(`/plans/${encodeURIComponent(planId)}?after=${position}`);
    if (!now.finishedAt) continue;
    process.exitCode = end.outcome === 'done' ? exitCodes.ok : exitCodes.refused;
    return done.abort();
  }
}

/** The commits after a position, for ever: one frame is one commit. */
export async function* commitsOf(
  { client, signal }: Pick<Context, 'client' | 'signal'>,
  query: Readonly<Record<string, string | number | undefined>>,
): AsyncIterable<PlacedCommit> {
  for await (const frame of client.stream('/events', query, signal)) {
    if (frame.event !== 'position') yield JSON.parse(frame.data) as PlacedCommit;
  }
}
