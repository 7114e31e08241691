/** @jest-environment node */
import type { AttemptView, ChangeId } from '@headrace/events';
import { createRecords } from '../live/records.store.svelte.ts';
import { NOW, on } from '../testing/tmc.story.ts';
import { worldStory } from '../testing/world.story.ts';
import { timelineLabel, timelineOf } from './attempt.timeline.ts';

const records = createRecords();
for (const commit of worldStory()) records.fold(commit);

const lineOf = (taskId: string) =>
  timelineOf(
    [...records.attempts.values()].filter(
      (attempt) => attempt.planId === ('tmc' as never) && attempt.taskId === (taskId as never),
    ),
    ({ attemptId }: AttemptView) => records.gates.get(attemptId) ?? [],
    ({ attemptId }: AttemptView) => records.changes.get(attemptId as string as ChangeId) ?? null,
    NOW,
  );
const told = (taskId: string) =>
  lineOf(taskId).lanes.map(({ title, stretches, end }) => [
    title,
    stretches.map(({ state }) => state).join(' '),
    end?.word ?? '',
  ]);

describe('the attempts of a task on one axis', () => {
  it('end with what ended them, and the one at work goes on', () => {
    expect(told('05')).toEqual([
      ['Attempt 1', 'claimed running', 'lease lost, fra-build-1 went silent. Costs no retry.'],
      ['Attempt 2', 'claimed running', ''],
    ]);
    expect(lineOf('05').lanes[1]!.stretches.at(-1)).toMatchObject({ isOpen: true, to: NOW });
  });

  it('have a stretch for every round of gates', () => {
    expect(told('01')[0]![1]).toBe('claimed running verifying running verifying reviewing merging');
  });

  it('go on as the change: reviewed, queued, landed', () => {
    expect(told('02a')).toEqual([['Attempt 1', 'claimed running verifying reviewing merging', 'landed']]);
    expect(told('02c')[0]![1]).toBe('claimed running verifying reviewing');
  });

  it('say what failed', () => {
    expect(told('04').map(([, , word]) => word)).toEqual(Array(3).fill('gate: coverage 57.3 % of 60'));
  });

  it('share an axis that begins before the first and ends after the last', () => {
    const { from, to, ticks } = lineOf('05');
    expect(from).toBeLessThan(Date.parse(on('12:48:02')));
    expect(to).toBeGreaterThan(NOW);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThanOrEqual(6);
  });

  it('are told to those who do not see them', () => {
    expect(timelineLabel(lineOf('05'), NOW)).toMatch(
      /^2 attempts\. Attempt 1: claimed 12:48, running 12:48, lease lost/,
    );
    expect(
      timelineLabel(
        timelineOf(
          [],
          () => [],
          () => null,
          NOW,
        ),
        NOW,
      ),
    ).toBe('No attempt yet.');
  });
});
