import type { PlanId, TaskId } from '@headrace/events';
import { addressOf, hrefOf, type Place } from './route.ts';

const tmc = 'tmc' as PlanId;
const there = (path: string) => addressOf(new URL(path, 'http://127.0.0.1:8090'));

describe('an address', () => {
  const places: readonly Place[] = [
    { page: 'overview' },
    { page: 'plans' },
    { page: 'plan', planId: tmc, view: 'auto', task: null },
    { page: 'plan', planId: tmc, view: 'graph', task: null },
    { page: 'plan', planId: tmc, view: 'table', task: '02d' as TaskId },
    { page: 'task', planId: tmc, taskId: '05' as TaskId, part: 'session' },
    { page: 'task', planId: tmc, taskId: '05' as TaskId, part: 'log' },
    { page: 'inbox', item: null },
    { page: 'inbox', item: 'tmc.02c.1' },
    { page: 'changes', change: 'tmc.02b.1' },
    { page: 'runners', runner: null },
    { page: 'events', position: 42117, plan: tmc },
    { page: 'schedule' },
  ];
  it.each(places)('leads back to its place: $page', (place) => {
    expect(there(hrefOf(place))).toEqual({ place, at: null });
  });

  it('carries the position that the page is to be shown at', () => {
    const place: Place = { page: 'plan', planId: tmc, view: 'auto', task: null };
    expect(hrefOf(place, 42117)).toBe('/ui/plans/tmc?at=42117');
    expect(there('/ui/plans/tmc?at=42117')).toEqual({ place, at: 42117 });
  });

  it.each(['/ui/nowhere', '/ui/plans/NOT-AN-ID', '/ui/plans/tmc/tasks/05/gossip', '/ui/plans/tmc/board'])(
    'is missing where there is no such page: %s',
    (path) => {
      expect(there(path).place).toEqual({ page: 'missing', path });
    },
  );

  it('ignores a position that is none', () => {
    expect(there('/ui/events/yesterday?at=-1')).toEqual({
      place: { page: 'events', position: null, plan: null },
      at: null,
    });
  });
});
