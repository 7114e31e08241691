import type { Chance } from '../seeded.ts';
import { chanceOf } from '../seeded.ts';
import { faultPoints, runners, servers, type Clocked, type Fault, type Line, type Victim } from './fault.ts';

/** A fault and the milliseconds from the one before it. */
export type Planned = { readonly gapMs: number; readonly fault: Fault };

/** The faults of a seed, without end: the same seed, the same faults in the same order with the same gaps. */
export function* faultsOf(seed: number, meanGapMs: number): Generator<Planned, never> {
  const chance = chanceOf(seed, 'faults');
  for (;;) {
    const gapMs = Math.round(-Math.log(1 - chance.next()) * meanGapMs);
    yield { gapMs, fault: faultOf(chance) };
  }
}

/** How often, among a hundred: what costs a start of many processes comes seldom, or nothing else would ever happen. */
const weights = {
  kill: 14,
  freeze: 23,
  power: 0.25,
  point: 2.5,
  drop: 17,
  stall: 16,
  cut: 13,
  clock: 13,
  full: 0.6,
  fsize: 0.6,
} as const satisfies Record<Fault['kind'], number>;
const kinds = Object.keys(weights) as Fault['kind'][];

const killed: Readonly<Record<Victim, number>> = {
  ...{ orchestrator: 3, planner: 2, web: 1, 'nats-server': 2, postgres: 1.5, supervisor: 0.5 },
  ...{ 'runner-1': 3, 'runner-2': 3, 'runner-3': 3 },
};
const victims = [...servers, ...runners, 'supervisor'] as const;
const lines: readonly Line[] = [...runners, 'clients'];
const clocked: readonly Clocked[] = ['orchestrator', 'planner', 'web', ...runners];

function faultOf(chance: Chance): Fault {
  const kind = chance.oneOf(kinds, (each) => weights[each]);
  switch (kind) {
    case 'kill':
      return { kind, victim: chance.oneOf(victims, (victim) => killed[victim]) };
    case 'freeze':
      return {
        kind,
        victim: chance.oneOf(victims, (victim) => (victim.startsWith('runner') ? 3 : 1)),
        forMs: whileMs(chance),
      };
    case 'power':
      return { kind, victim: 'everything' };
    case 'point':
      return {
        ...{ kind, victim: 'orchestrator', point: chance.oneOf(faultPoints) },
        ...{ times: chance.whole(1, 12), afterMs: chance.oneOf([0, 0, 1, 4]) },
      };
    case 'drop':
      return { kind, victim: chance.oneOf(lines) };
    case 'stall':
    case 'cut':
      return { kind, victim: chance.oneOf(lines), forMs: whileMs(chance) };
    case 'clock':
      return { kind, victim: chance.oneOf(clocked), offsetMs: chance.whole(-20_000, 20_000) };
    case 'full':
    case 'fsize':
      return { kind, victim: 'nats-server', forMs: chance.whole(500, 3_000) };
  }
}

/** Mostly shorter than a lease of three seconds, sometimes longer than two of them. */
const whileMs = (chance: Chance): number =>
  chance.oneOf([chance.whole(20, 900), chance.whole(900, 7_000)], (ms) => (ms < 900 ? 4 : 1));
