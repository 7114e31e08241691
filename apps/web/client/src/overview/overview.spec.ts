/** @jest-environment node */
import type { LiveRunner } from '@headrace/events';
import { createRecords } from '../live/records.store.svelte.ts';
import { task } from '../plan/plan.examples.ts';
import { NOW } from '../testing/tmc.story.ts';
import { worldStory } from '../testing/world.story.ts';
import { banksOf, RACE, raceOf } from './race.ts';
import { stuckOf } from './stuck.ts';

const records = createRecords();
for (const commit of worldStory()) records.fold(commit);
const tasks = [...records.tasks.values()];

describe('the race', () => {
  const race = raceOf(tasks, NOW);

  it('is as wide as a state has tasks', () => {
    expect(race.map(({ state, count }) => `${count} ${state}`)).toEqual([
      ...['13 ready', '3 claimed', '25 running', '7 verifying', '5 reviewing', '4 merging', '118 done'],
    ]);
    const half = (state: string) => race.find((reach) => reach.state === state)!.half;
    expect(half('running')).toBeGreaterThan(half('claimed'));
  });

  it('keeps its blocks inside the banks of their reach', () => {
    for (const { from, to, half, blocks } of race)
      for (const { x, y, width } of blocks) {
        expect(x).toBeGreaterThanOrEqual(from);
        expect(x + width).toBeLessThanOrEqual(to);
        expect(Math.abs(y + 4.5 - RACE.middle)).toBeLessThanOrEqual(half);
      }
  });

  it('draws what fits when a state is full', () => {
    const many = Array.from({ length: 2000 }, (_, at) => task(`t${at}`, { state: 'running' }));
    const running = raceOf(many, NOW)[2]!;
    expect(running.count).toBe(2000);
    expect(running.blocks.length).toBeLessThan(200);
  });

  it('has banks from end to end', () => {
    const { upper, lower, water } = banksOf(race);
    expect(upper).toMatch(/^M0 .*L1328 [\d.]+$/);
    expect(lower).toMatch(/^M1328 .*L0 [\d.]+$/);
    expect(water).toMatch(/Z$/);
    expect(banksOf(raceOf([], NOW)).water).not.toMatch(/NaN/);
  });
});

describe('what is stuck', () => {
  const plans = new Map([['p', { state: 'running' }]]) as never;
  const runner = (more: object) =>
    ({
      runnerId: 'r',
      alive: true,
      draining: false,
      roles: ['*'],
      agents: ['shell'],
      slots: 1,
      presence: { busy: 1 },
      ...more,
    }) as unknown as LiveRunner;
  const since = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
  const why = (of: ReturnType<typeof task>, runners: readonly LiveRunner[]) =>
    stuckOf([of], runners, plans, NOW)[0]?.why ?? null;
  const ready = (minutes: number, more: object = {}) =>
    task('t', { state: 'ready', since: since(minutes), ...more });

  it('is a dead task', () =>
    expect(why(task('t', { state: 'failed', failure: 'gate: tests' }), [])).toBe('is dead: gate: tests.'));
  it('is a ready one that nobody takes', () => {
    expect(why(ready(1), [])).toBe('is ready, but no live runner takes role developer.');
    expect(why(ready(1), [runner({ roles: ['other'] })])).toMatch(/no live runner takes role/);
    expect(why(ready(1), [runner({ agents: ['acp'] })])).toBe(
      'is ready, but no live runner starts agent shell.',
    );
    expect(why(ready(1), [runner({ alive: false })])).toMatch(/no live runner/);
  });
  it('is one that has waited long for a slot', () => {
    expect(why(ready(11), [runner({})])).toBe('is ready, but all 1 slot for role developer are taken.');
    expect(why(ready(5), [runner({})])).toBeNull();
    expect(why(ready(11), [runner({ presence: { busy: 0 } })])).toBeNull();
  });
  it('is not one that is held, or whose plan is paused', () => {
    expect(why(ready(60, { heldReason: 'person' }), [])).toBeNull();
    expect(stuckOf([ready(60)], [], new Map() as never, NOW)).toEqual([]);
  });
});
