import { setTimeout as sleep } from 'node:timers/promises';
import { checkAll, type Checked } from './check/check.ts';
import { nameOf, type Stage } from './fault/fault.ts';
import { faultsOf } from './fault/fault.schedule.ts';
import { tormentorOf, type Tormentor } from './fault/inflict.ts';
import { openStand, type Stand } from './stand/stand.ts';
import { beginLoad, landedIn } from './work/load.ts';
import { settle } from './work/settle.ts';

export type ChaosOptions = {
  readonly stage: Stage;
  readonly seed: number;
  readonly minutes: number;
  /** From one fault to the next, on average. */
  readonly gapMs: number;
  readonly clients: number;
  /** Tasks that wait or are worked on at once. */
  readonly backlog: number;
  /** How long everything may take to come to its end when the faults are over. */
  readonly settleMs: number;
  readonly say: (text: string) => void;
};

export type Outcome = {
  /** By kind and victim, how often it was really done. */
  readonly inflicted: ReadonlyMap<string, number>;
  /** Faults whose victim was away. */
  readonly missed: number;
  readonly checked: readonly Checked[];
  /** Where everything lies, when something was found; null: it is gone. */
  readonly dir: string | null;
};

/** Runs the product, harms it for a while, lets it come to rest, and checks what is left. */
export async function runChaos(options: ChaosOptions): Promise<Outcome> {
  const { settleMs, say, stage } = options;
  const stand = await openStand(stage);
  say(`everything is up in ${stand.dir}`);
  const tormentor = tormentorOf(stand);
  try {
    const load = await beginLoad(stand, options);
    const { inflicted, missed } = await torment(stand, options, tormentor);
    tormentor.relent();
    say(`calm: ${sum(inflicted)} faults, ${missed} missed, ${landedIn(stand)} changes landed`);
    await Promise.all([load.finish(), stand.up.ready()]);
    const settled = await settle(load, settleMs, say);
    const checked = await checkAll(stand, load, settled);
    const isGood = checked.every(({ findings }) => findings.length === 0);
    await (isGood ? stand.remove() : stand.stop());
    return { inflicted, missed, checked, dir: isGood ? null : stand.dir };
  } catch (error) {
    tormentor.relent();
    await stand.stop();
    say(`look into ${stand.dir}`);
    throw error;
  }
}

async function torment(
  stand: Stand,
  { seed, gapMs, stage, minutes, say }: ChaosOptions,
  tormentor: Tormentor,
) {
  const inflicted = new Map<string, number>();
  const end = performance.now() + minutes * 60_000;
  let missed = 0;
  let nextWord = 0;
  for (const { gapMs: pause, fault } of faultsOf(seed, gapMs, stage)) {
    if (performance.now() + pause > end) break;
    await sleep(pause);
    if (tormentor.inflict(fault)) inflicted.set(nameOf(fault), (inflicted.get(nameOf(fault)) ?? 0) + 1);
    else missed++;
    if (performance.now() < nextWord) continue;
    nextWord = performance.now() + 5_000;
    say(
      `${sum(inflicted)} faults, ${landedIn(stand)} changes landed, ${Math.ceil((end - nextWord) / 1000 + 5)} s to go`,
    );
  }
  return { inflicted, missed };
}

export const sum = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((all, count) => all + count, 0);
