import type { Chance } from '../seeded.ts';
import { chanceOf } from '../seeded.ts';
import {
  faultPoints,
  runners,
  servers,
  type Clocked,
  type Fault,
  type Line,
  type Orchestrator,
  type Stage,
  type Victim,
} from './fault.ts';

/** A fault and the milliseconds from the one before it. */
export type Planned = { readonly gapMs: number; readonly fault: Fault };

/** The faults of a seed, without end: the same seed and stage, the same faults in the same order with the same gaps. */
export function* faultsOf(
  seed: number,
  meanGapMs: number,
  stage: Stage = 'alone',
): Generator<Planned, never> {
  const chance = chanceOf(seed, 'faults');
  for (;;) {
    const gapMs = Math.round(-Math.log(1 - chance.next()) * meanGapMs);
    yield { gapMs, fault: faultOf(chance, stage) };
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
const kindsOf: Readonly<Record<Stage, readonly Fault['kind'][]>> = {
  alone: kinds,
  // a member that could not store goes on with a copy that lacks something, and may lead: docs/adr/0011
  cluster: kinds.filter((kind) => kind !== 'full' && kind !== 'fsize'),
};

const killed: Readonly<Record<Victim, number>> = {
  ...{ orchestrator: 3, planner: 2, web: 1, 'nats-server': 2, postgres: 1.5, supervisor: 0.5 },
  ...{ 'runner-1': 3, 'runner-2': 3, 'runner-3': 3 },
  ...{ 'orchestrator-2': 3, 'planner-2': 1, 'nats-1': 2, 'nats-2': 2, 'nats-3': 2 },
};
const victimsOf = (stage: Stage): readonly Victim[] => [...servers[stage], ...runners, 'supervisor'];
const lines: readonly Line[] = [...runners, 'clients'];
const clockedOf: Readonly<Record<Stage, readonly Clocked[]>> = {
  alone: ['orchestrator', 'planner', 'web', ...runners],
  cluster: ['orchestrator', 'planner', 'web', ...runners, 'orchestrator-2', 'planner-2'],
};
const writersOf: Readonly<Record<Stage, readonly Orchestrator[]>> = {
  alone: ['orchestrator'],
  cluster: ['orchestrator', 'orchestrator-2'],
};

function faultOf(chance: Chance, stage: Stage): Fault {
  const kind = chance.oneOf(kindsOf[stage], (each) => weights[each]);
  switch (kind) {
    case 'kill':
      return { kind, victim: chance.oneOf(victimsOf(stage), (victim) => killed[victim]) };
    case 'freeze':
      return {
        kind,
        victim: chance.oneOf(victimsOf(stage), (victim) => (victim.startsWith('runner') ? 3 : 1)),
        forMs: whileMs(chance),
      };
    case 'power':
      return { kind, victim: 'everything' };
    case 'point':
      return {
        ...{ kind, victim: oneOrAny(chance, writersOf[stage]), point: chance.oneOf(faultPoints) },
        ...{ times: chance.whole(1, 12), afterMs: chance.oneOf([0, 0, 1, 4]) },
      };
    case 'drop':
      return { kind, victim: chance.oneOf(lines) };
    case 'stall':
    case 'cut':
      return { kind, victim: chance.oneOf(lines), forMs: whileMs(chance) };
    case 'clock':
      return { kind, victim: chance.oneOf(clockedOf[stage]), offsetMs: chance.whole(-20_000, 20_000) };
    case 'full':
    case 'fsize':
      return { kind, victim: 'nats-server', forMs: chance.whole(500, 3_000) };
  }
}

/** Where there is only one, no number is drawn: seeds of before stay what they were. */
const oneOrAny = <T>(chance: Chance, choices: readonly T[]): T =>
  choices.length === 1 ? choices[0]! : chance.oneOf(choices);

/** Mostly shorter than a lease of three seconds, sometimes longer than two of them. */
const whileMs = (chance: Chance): number =>
  chance.oneOf([chance.whole(20, 900), chance.whole(900, 7_000)], (ms) => (ms < 900 ? 4 : 1));
