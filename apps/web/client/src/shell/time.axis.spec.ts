/** @jest-environment node */
import { densityOf, type Moment } from '@headrace/events';
import { worldStory } from '../testing/world.story.ts';
import { NOW } from '../testing/tmc.story.ts';
import { axisOf, extended, momentsOf, perMinute } from './time.axis.ts';

const story = worldStory();
const moments = story.flatMap(momentsOf);
const before = densityOf(moments.slice(0, -50), moments.at(-50)!.at);

describe('the axis of the time machine', () => {
  it('counts what comes in beside what the server had counted', () => {
    const { counts, marks } = extended(before, moments.slice(-50));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(moments.length);
    expect(marks.length).toBeGreaterThanOrEqual(before.marks.length);
  });

  it('has few ticks, on round times, and marks that do not lie on one another', () => {
    const { ticks, marks, bars } = axisOf(extended(before, moments.slice(-50)), NOW);
    expect(ticks.map(({ word }) => word)).toEqual(['08:00', '09:00', '10:00', '11:00', '12:00', '13:00']);
    for (const [at, { x }] of marks.entries())
      if (at > 0) expect(x - marks[at - 1]!.x).toBeGreaterThanOrEqual(22);
    expect(bars.every(({ height, x }) => height > 0 && height <= 1 && x <= 1000)).toBe(true);
  });

  it('keeps the graver of two marks in one place', () => {
    const at = moments[0]!.at;
    const both: readonly Moment[] = [
      { at, position: 1, actor: 'runner:r', eventTypes: ['ChangeLanded'], keys: ['p.a'] },
      { at, position: 2, actor: 'runner:r', eventTypes: ['TaskFailed'], keys: ['p.b'] },
    ];
    expect(axisOf(densityOf(both, at), NOW).marks.map(({ label }) => label)).toEqual(['b']);
  });
});

describe('the pace', () => {
  it('is what came in the last minute', () => {
    const lastMinute = story.filter(({ commit }) => NOW - Date.parse(commit.at) <= 60_000);
    expect(perMinute(story, NOW)).toBe(lastMinute.length);
    expect(perMinute([], NOW)).toBe(0);
  });
});
