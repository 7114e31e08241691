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

export type Beating = { now(): void; stop(): void };

/** Beats by a clock of its own and waits for nothing, not even for the beat before. */
export function beat(pulse: Pulse): Beating {
  const now = () => {
    send(pulse).catch(pulse.onError);
  };
  const clock = setInterval(now, pulse.everyMs);
  now();
  return { now, stop: () => clearInterval(clock) };
}

async function send({ orchestrator, path, token, everyMs, held, sandbox, onControl }: Pulse): Promise<void> {
  const json: Heartbeat = { ...held(), load: loadavg()[0] ?? 0, sandbox };
  const call = { method: 'POST', path, token: token(), json, timeoutMs: Math.max(everyMs, 2000) } as const;
  const { control } = await orchestrator.call(call, Answer);
  for (const each of control) {
    const known = Control.safeParse(each); // one of a kind that a newer orchestrator knows is not for us
    if (known.success) onControl(known.data);
  }
}
