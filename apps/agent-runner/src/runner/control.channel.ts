import { setTimeout as sleep } from 'node:timers/promises';
import { Control } from '@headrace/events';
import { createParser } from 'eventsource-parser';
import type { Orchestrator } from '../wire/orchestrator.ts';

type Channel = {
  readonly orchestrator: Orchestrator;
  readonly path: string;
  readonly token: () => string;
  readonly signal: AbortSignal;
  readonly onControl: (control: Control) => void;
};

const AGAIN_MS = 1000;
/** Twice as long as an orchestrator is silent on this line: nobody is there any more. */
const SILENCE_MS = 90_000;

/** Listens until the signal says stop. What is missed while it is down comes with the next heartbeat. */
export async function followControl(channel: Channel): Promise<void> {
  const { signal } = channel;
  while (!signal.aborted) {
    await listen(channel).catch(() => undefined);
    await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function listen({ orchestrator, path, token, signal, onControl }: Channel): Promise<void> {
  const call = { method: 'GET', path, token: token(), signal, silenceMs: SILENCE_MS } as const;
  const response = await orchestrator.open(call);
  const parser = createParser({
    onEvent({ data }) {
      const control = controlIn(data);
      if (control) onControl(control);
    },
  });
  const decoder = new TextDecoder();
  for await (const chunk of response as AsyncIterable<Buffer>)
    parser.feed(decoder.decode(chunk, { stream: true }));
}

/** Frames of other kinds keep the connection open. */
function controlIn(data: string): Control | null {
  try {
    return Control.safeParse(JSON.parse(data)).data ?? null;
  } catch {
    return null;
  }
}
