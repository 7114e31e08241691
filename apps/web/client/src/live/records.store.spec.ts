import type { PlanId, PlanSnapshot, RecordedCommit, TaskKey } from '@headrace/events';
import { worldStory } from '../testing/world.story.ts';
import { createRecords, type Records } from './records.store.svelte.ts';

const story = worldStory();
const tmc = 'tmc' as PlanId;

const folded = (commits: readonly RecordedCommit[], records = createRecords()): Records => {
  for (const commit of commits) records.fold(commit);
  return records;
};

/** What the read model answers at a position. */
function snapshotAt(position: number): PlanSnapshot {
  const records = folded(story.filter((commit) => commit.position <= position));
  const own = <T extends { planId: PlanId }>(views: Iterable<T>) =>
    [...views].filter(({ planId }) => planId === tmc);
  return {
    position,
    plan: records.plans.get(tmc)!,
    tasks: own(records.tasks.values()),
    attempts: own(records.attempts.values()),
    gates: own([...records.gates.values()].flat()),
    changes: own(records.changes.values()),
  };
}

const contentOf = (records: Records) => ({
  plan: records.plans.get(tmc),
  tasks: [...records.tasks].filter(([key]) => key.startsWith('tmc.')).sort(),
  attempts: [...records.attempts].filter(([id]) => id.startsWith('tmc.')).sort(),
  changes: [...records.changes].filter(([id]) => id.startsWith('tmc.')).sort(),
  gates: [...records.gates]
    .filter(([id]) => id.startsWith('tmc.'))
    .map(([id, views]) => [id, views.map(({ position }) => position).sort()])
    .sort(),
});

const whole = contentOf(folded(story));

describe('records', () => {
  it('do not change when a commit comes twice', () => {
    const records = folded(story);
    for (const commit of story.slice(-200)) records.fold(commit);
    expect(contentOf(records)).toEqual(whole);
  });

  it.each([0.2, 0.5, 0.9])(
    'are the same from a snapshot and what follows, taken at %d of the log',
    (part) => {
      const at = story[Math.floor(story.length * part)]!.position;
      const records = createRecords();
      records.seedPlan(snapshotAt(at));
      folded(
        story.filter(({ position }) => position > at),
        records,
      );
      expect(contentOf(records)).toEqual(whole);
    },
  );

  it('are the same when a snapshot is newer than what was folded', () => {
    const [early, late] = [0.4, 0.7].map((part) => story[Math.floor(story.length * part)]!.position) as [
      number,
      number,
    ];
    const records = createRecords();
    records.seedPlan(snapshotAt(early));
    folded(
      story.filter(({ position }) => position > early && position <= early + 400),
      records,
    );
    records.seedPlan(snapshotAt(late));
    folded(
      story.filter(({ position }) => position > early + 400),
      records,
    );
    expect(contentOf(records)).toEqual(whole);
  });

  it('are the same when a snapshot is older, once what came after it is folded again', () => {
    const at = story[Math.floor(story.length * 0.5)]!.position;
    const records = createRecords();
    folded(
      story.filter(({ position }) => position > at),
      records,
    ); // nothing of it was loaded
    records.seedPlan(snapshotAt(at));
    folded(
      story.filter(({ position }) => position > at),
      records,
    );
    expect(contentOf(records)).toEqual(whole);
  });

  it('are the same when several commands are one commit', () => {
    const batches = Array.from({ length: Math.ceil(story.length / 4) }, (_, i) =>
      story.slice(i * 4, i * 4 + 4),
    );
    const together = batches.map((batch): RecordedCommit => {
      const last = batch.at(-1)!;
      const parts = batch.map(({ commit: { command, events } }) => ({ command, events: events.length }));
      const events = batch.flatMap(({ commit }) => commit.events);
      return { ...last, commit: { ...last.commit, batch: parts, events } };
    });
    const standing = ({ tasks, changes }: Records) => [
      [...tasks.values()].map(({ key, state, heldReason }) => [key, state, heldReason]),
      [...changes.values()].map(({ changeId, state }) => [changeId, state]),
    ];
    expect(standing(folded(together))).toEqual(standing(folded(story)));
  });

  it('leave out what was never loaded', () => {
    const records = folded(story.slice(-20));
    expect(records.plans.size).toBe(0);
    expect(records.tasks.size).toBe(0);
  });

  it('know a plan as whole from the snapshot, or from its first event on', () => {
    expect(folded(story).whole.has(tmc)).toBe(true);
    expect(folded(story.slice(-20)).whole.has(tmc)).toBe(false);
  });

  it('keep the verdicts of every round', () => {
    const gates = folded(story).gates.get('tmc.01.1' as never)!;
    expect(gates.filter(({ gate }) => gate === 'lint').map(({ round, verdict }) => [round, verdict])).toEqual(
      [
        [1, 'failed'],
        [2, 'passed'],
      ],
    );
    expect(folded(story).tasks.get('tmc.01' as TaskKey)?.state).toBe('done');
  });
});
