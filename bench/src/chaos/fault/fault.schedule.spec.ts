import { nameOf, servers } from './fault.ts';
import { faultsOf, type Planned } from './fault.schedule.ts';

const first = (count: number, seed: number): readonly Planned[] => {
  const faults = faultsOf(seed, 500);
  return Array.from({ length: count }, () => faults.next().value);
};

describe('the schedule of a seed', () => {
  it('is always the same', () => expect(first(1000, 7)).toEqual(first(1000, 7)));

  it('is another one with another seed', () => expect(first(10, 7)).not.toEqual(first(10, 8)));

  it('has every kind of fault among a thousand', () => {
    const kinds = new Set(first(1000, 1).map(({ fault }) => fault.kind));
    expect([...kinds].sort()).toEqual(
      ['clock', 'cut', 'drop', 'freeze', 'fsize', 'full', 'kill', 'point', 'power', 'stall'].sort(),
    );
  });

  it('kills everything that can be killed', () => {
    const killed = new Set(first(1000, 1).map(({ fault }) => nameOf(fault)));
    for (const victim of [
      'orchestrator',
      'planner',
      'web',
      'runner',
      'nats-server',
      'postgres',
      'supervisor',
    ])
      expect(killed).toContain(`kill ${victim}`);
  });

  it('harms every member of a cluster, and both of what is there twice', () => {
    const faults = faultsOf(1, 500, 'cluster');
    const victims = new Set(Array.from({ length: 1000 }, () => faults.next().value.fault.victim));
    for (const victim of servers.cluster) expect(victims).toContain(victim);
    expect(victims).not.toContain('nats-server');
  });

  it('keeps its pace', () => {
    const gaps = first(1000, 3).map(({ gapMs }) => gapMs);
    const mean = gaps.reduce((all, gap) => all + gap, 0) / gaps.length;
    expect(mean).toBeGreaterThan(400);
    expect(mean).toBeLessThan(600);
  });
});
