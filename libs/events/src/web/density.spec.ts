import type { Instant } from '../instant.ts';
import { densityOf, markOf, type Moment } from './density.ts';

const start = Date.parse('2026-11-19T09:00:00.000Z');
const moment = (
  seconds: number,
  eventTypes: readonly string[] = ['GateReported'],
  keys = ['tmc', 'tmc.04'],
  actor = 'runner:r1',
): Moment => ({
  at: new Date(start + seconds * 1000).toISOString() as Instant,
  position: seconds,
  actor,
  eventTypes,
  keys,
});
const now = new Date(start + 139_000).toISOString() as Instant;

describe('the density of a log', () => {
  it('counts commits in slices of time', () => {
    const { from, bucketMs, counts } = densityOf([moment(0), moment(0), moment(2)], now);
    expect([from, bucketMs, counts]).toEqual([moment(0).at, 1000, [2, 0, 1]]);
  });

  it('is empty without commits', () => {
    expect(densityOf([], now)).toEqual({ position: 0, from: now, bucketMs: 500, counts: [0], marks: [] });
  });

  it('marks what a person would look for, the worst first', () => {
    const { marks } = densityOf(
      [moment(1), moment(2, ['AttemptFailed', 'TaskFailed']), moment(3, ['ChangeLanded'])],
      now,
    );
    expect(marks.map(({ kind, label, position }) => [kind, label, position])).toEqual([
      ['failed', '04', 2],
      ['done', '04', 3],
    ]);
  });

  it('marks what a person did, and not the same of a policy', () => {
    const review = (actor: string) => markOf(moment(1, ['ChangeReviewed'], ['tmc.04'], actor))?.kind;
    expect([review('person:ada'), review('admin:local'), review('policy:auto-approve')]).toEqual([
      'person',
      'person',
      undefined,
    ]);
  });

  it('names a plan where no task is touched', () => {
    expect(markOf(moment(1, ['PlanPaused'], ['tmc'], 'person:ada'))?.label).toBe('tmc');
  });
});
