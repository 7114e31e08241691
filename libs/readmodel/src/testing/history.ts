import {
  attemptsOf,
  changesOf,
  changesWaits,
  gatesOf,
  orgsOf,
  plansOf,
  reposOf,
  runnersOf,
  tasksOf,
  viewAttempt,
  viewChange,
  viewOrg,
  viewPlan,
  viewRepo,
  viewRunner,
  viewTask,
  type Actor,
  type Event,
  type OrgId,
  type Recorded,
} from '@headrace/events';
import { recordedFrom } from '@headrace/events/testing';
import { AttemptRow } from '../attempt/attempt.row.ts';
import { GateRow } from '../attempt/gate.row.ts';
import { ChangeRow } from '../change/change.row.ts';
import { OrgRow } from '../org/org.row.ts';
import { PlanRow } from '../plan/plan.row.ts';
import { RepoRow } from '../repo/repo.row.ts';
import type { Row } from '../row.ts';
import { upsertAll, type Database } from '../row.store.ts';
import { RunnerRow } from '../runner/runner.row.ts';
import { storeWaits } from '../task/task.need.store.ts';
import { TaskRow } from '../task/task.row.ts';

const ADA = 'person:ada' as Actor;

/** Stores what these events, by Ada, make of a read model that was empty. */
export async function given(db: Database, org: OrgId, events: readonly Event[], first = 1): Promise<void> {
  const recorded = recordedFrom(events, first).map((one) => ({ ...one, actor: ADA }));
  const store = <View>(row: Row<View>, views: readonly View[]) =>
    upsertAll(
      db,
      row,
      views.map((view) => ({ ...view, org })),
    );
  await store(PlanRow, folded(recorded, plansOf, viewPlan));
  await store(OrgRow, folded(recorded, orgsOf, viewOrg));
  await store(TaskRow, folded(recorded, tasksOf, viewTask));
  const said = recorded.filter(({ event }) => changesWaits(event)).flatMap(({ event }) => tasksOf(event));
  await storeWaits(
    db,
    said.map((key) => ({ org, key })),
  );
  await store(AttemptRow, folded(recorded, attemptsOf, viewAttempt));
  await store(ChangeRow, folded(recorded, changesOf, viewChange));
  await store(RunnerRow, folded(recorded, runnersOf, viewRunner));
  await store(RepoRow, folded(recorded, reposOf, viewRepo));
  await store(GateRow, recorded.flatMap(gatesOf));
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
