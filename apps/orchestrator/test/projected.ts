import {
  attemptsOf,
  changesOf,
  gatesOf,
  plansOf,
  reposOf,
  runnersOf,
  tasksOf,
  viewAttempt,
  viewChange,
  viewPlan,
  viewRepo,
  viewRunner,
  viewTask,
  recordedIn,
  type Event,
  type OrgId,
  type Recorded,
} from '@headrace/events';
import { connectBroker, readRange, type StoredCommit } from '@headrace/events/jetstream';
import {
  AttemptRow,
  ChangeRow,
  GateRow,
  PlanRow,
  RepoRow,
  RunnerRow,
  TaskRow,
  databaseAt,
  saveCheckpoint,
  schemaOf,
  upsertAll,
  type Row,
} from '@headrace/readmodel';
import type { Running } from './running.ts';

/** Projects the whole log into a read model, as the planner does it while it goes on. Gives the position. */
export async function project({ nats }: Running, url: string, org = 'main' as OrgId): Promise<number> {
  const broker = await connectBroker({ url: nats.url, name: 'projector' });
  const recorded: Recorded[] = [];
  let last: StoredCommit | undefined;
  for await (const stored of readRange(broker, 'main', { after: 0 })) {
    last = stored;
    const { commit, position } = stored;
    if (commit.org !== org) continue;
    recorded.push(...recordedIn(commit, position));
  }
  await broker.close();
  if (!last) throw new Error('there is nothing to project');
  const db = await databaseAt({ url, schema: schemaOf('main'), poolSize: 1 }).initialize();
  const store = <View>(row: Row<View>, views: readonly View[]) =>
    upsertAll(
      db,
      row,
      views.map((view) => ({ ...view, org })),
    );
  await store(PlanRow, folded(recorded, plansOf, viewPlan));
  await store(TaskRow, folded(recorded, tasksOf, viewTask));
  await store(AttemptRow, folded(recorded, attemptsOf, viewAttempt));
  await store(ChangeRow, folded(recorded, changesOf, viewChange));
  await store(RunnerRow, folded(recorded, runnersOf, viewRunner));
  await store(RepoRow, folded(recorded, reposOf, viewRepo));
  await store(GateRow, recorded.flatMap(gatesOf));
  await saveCheckpoint(db, 'main', last.position, last.commit.at);
  await db.destroy();
  return last.position;
}

function folded<View>(
  events: readonly Recorded[],
  keysOf: (event: Event) => readonly string[],
  view: (before: View | null, recorded: Recorded) => View,
): View[] {
  const records = new Map<string, View>();
  for (const recorded of events)
    for (const key of keysOf(recorded.event)) records.set(key, view(records.get(key) ?? null, recorded));
  return [...records.values()];
}
