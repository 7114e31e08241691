import { loadavg } from 'node:os';
import { Control, type Heartbeat } from '@headrace/events';
import { z } from 'zod';
import type { Orchestrator } from '../wire/orchestrator.ts';

const Answer = z.object({ control: z.array(z.unknown()) });

export type Pulse = {
  readonly orchestrator: Orchestrator;
  readonly path: string;
  readonly token: () => string;
  readonly everyMs: number;
  readonly held: () => Pick<Heartbeat, 'busy' | 'attempts' | 'landings'>;
  readonly sandbox: string;
  readonly onControl: (control: Control) => void;
  readonly onError: (error: unknown) => void;
};

export type Beating = {
  /** Begins anew with one at once. */
  now(): void;
  /** None until `now`: something else says that this runner is alive. */
  rest(): void;
};

/** Beats by a clock of its own and waits for nothing, not even for the beat before. */
export function beat(pulse: Pulse): Beating {
  let clock: NodeJS.Timeout | undefined;
  const once = () => void send(pulse).catch(pulse.onError);
  const rest = () => clearInterval(clock);
  const now = () => {
    rest();
    clock = setInterval(once, pulse.everyMs);
    once();
  };
  now();
  return { now, rest };
}

async function send({ orchestrator, path, token, everyMs, held, sandbox, onControl }: Pulse): Promise<void> {
  const json: Heartbeat = { ...held(), load: loadNow(), sandbox };
  const call = { method: 'POST', path, token: token(), json, silenceMs: Math.max(everyMs, 2000) } as const;
  const { control } = await orchestrator.call(call, Answer);
  obeyAll(control, onControl);
}

export const loadNow = (): number => loadavg()[0] ?? 0;

export function obeyAll(said: readonly unknown[], onControl: (control: Control) => void): void {
  for (const each of said) {
    const known = Control.safeParse(each); // one of a kind that a newer orchestrator knows is not for us
    if (known.success) onControl(known.data);
  }
}
