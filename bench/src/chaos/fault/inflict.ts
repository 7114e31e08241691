import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { familyOf, signal } from '../stand/process.table.ts';
import type { Stand } from '../stand/stand.ts';
import type { Fault, Victim } from './fault.ts';
import { giveRoom, limitFileSize, takeRoom } from './storage.ts';

/** Does harm, and takes back what passes. */
export type Tormentor = {
  /** Whether there was something to harm. */
  inflict(fault: Fault): boolean;
  /** Takes back everything at once: lines mended, clocks right, nothing frozen, room in the log. */
  relent(): void;
};

/** Does something later: when its time has come, or when all is over. */
type TakeBack = (afterMs: number, how: () => void) => void;

export function tormentorOf(stand: Stand): Tormentor {
  const pending = new Map<NodeJS.Timeout, () => void>();
  const takeBack: TakeBack = (afterMs, how) => {
    const timer = setTimeout(() => {
      pending.delete(timer);
      how();
    }, afterMs);
    pending.set(timer, how);
  };
  return {
    inflict: (fault) => inflict(stand, fault, takeBack),
    relent: () => {
      for (const [timer, how] of pending) {
        clearTimeout(timer);
        how();
      }
      pending.clear();
      for (const name of readdirSync(stand.orders)) rmSync(join(stand.orders, name), { force: true });
    },
  };
}

function inflict(stand: Stand, fault: Fault, takeBack: TakeBack): boolean {
  switch (fault.kind) {
    case 'kill':
      return kill(pidsOf(stand, fault.victim).slice(0, 1));
    case 'power':
      return kill(stand.victims.flatMap((victim) => pidsOf(stand, victim).slice(0, 1)));
    case 'point':
      order(
        stand,
        `point.${fault.victim}`,
        `${fault.point}:${fault.times}${fault.afterMs ? `+${fault.afterMs}` : ''}`,
      );
      return kill(pidsOf(stand, fault.victim));
    case 'freeze': {
      const frozen = pidsOf(stand, fault.victim).filter((pid) => signal(pid, 'SIGSTOP'));
      takeBack(fault.forMs, () => frozen.forEach((pid) => signal(pid, 'SIGCONT')));
      return frozen.length > 0;
    }
    case 'drop':
      stand.lines.get(fault.victim)?.drop();
      return true;
    case 'stall':
    case 'cut': {
      const line = stand.lines.get(fault.victim);
      line?.[fault.kind]();
      takeBack(fault.forMs, () => line?.mend());
      return true;
    }
    case 'clock':
      order(stand, `clock.${fault.victim}`, String(fault.offsetMs));
      return true;
    case 'full':
      return fill(stand, fault.forMs, takeBack);
    case 'fsize':
      return limit(stand, fault.forMs, takeBack);
  }
}

function fill(stand: Stand, forMs: number, takeBack: TakeBack): boolean {
  const config = join(stand.up.home, 'nats.conf');
  if (!takeRoom(config)) return false;
  takeBack(forMs, () => {
    giveRoom(config);
    killBroker(stand);
  });
  return killBroker(stand);
}

/** The server gives up on its storage and does not come back by itself, so it is started again. */
function limit(stand: Stand, forMs: number, takeBack: TakeBack): boolean {
  const [pid] = pidsOf(stand, 'nats-server');
  if (pid === undefined || !limitFileSize(pid, join(stand.up.home, 'nats'))) return false;
  takeBack(forMs, () => killBroker(stand));
  return true;
}

/** Whether any of them was alive. */
const kill = (pids: readonly number[]): boolean => pids.filter((pid) => signal(pid, 'SIGKILL')).length > 0;
const killBroker = (stand: Stand): boolean => kill(pidsOf(stand, 'nats-server'));

/** For `preload.mjs`. */
const order = (stand: Stand, name: string, text: string): void =>
  writeFileSync(join(stand.orders, name), text);

/** The one that is meant first, then those that work for it. */
function pidsOf(stand: Stand, victim: Victim): readonly number[] {
  const pid = stand.pidOf(victim);
  if (!pid) return [];
  return victim === 'postgres' ? familyOf(pid) : [pid];
}
