import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandAnswer, EvidenceRef } from '@headrace/events';
import { z } from 'zod';
import { Refused, type Orchestrator, type Unreachable } from '../wire/orchestrator.ts';
import { untilAnswered } from '../wire/patience.ts';
import type { Entry } from './outbox.file.ts';
import type { Deliver } from './outbox.ts';

const Accepted = z.object({ id: z.string(), position: z.number().nullable(), events: z.array(z.string()) });
export type Accepted = z.infer<typeof Accepted>;

/** One command's answer: alone it is the acceptance itself, within a list it says `ok`. */
export const Answer = z.union([CommandAnswer, Accepted]);

export type Way = {
  readonly orchestrator: Orchestrator;
  readonly path: string;
  readonly token: string;
  readonly signal: AbortSignal;
  readonly onWait: (error: Unreachable) => void;
};

/** Asks until the command is accepted. Errors: Refused, the signal's reason. */
export async function sendCommand(way: Way, request: { id: string; command: unknown }): Promise<Accepted> {
  const { orchestrator, path, token, signal, onWait } = way;
  const ask = () => orchestrator.call({ method: 'POST', path, token, json: request, signal }, Answer);
  const answer = await untilAnswered(ask, { signal, onWait });
  if ('ok' in answer && !answer.ok) throw new Refused(answer.problem);
  return answer;
}

/** Evidence is written before the event that names it. */
export async function sendEvidence(way: Way, dir: string, ref: EvidenceRef): Promise<void> {
  const { orchestrator, token, signal, onWait } = way;
  const content = new Uint8Array(await readFile(join(dir, ref.sha256)));
  const bytes = { content, mediaType: ref.mediaType };
  const path = `/evidence/${ref.sha256}`;
  const ask = () => orchestrator.call({ method: 'PUT', path, token, bytes, signal }, z.unknown());
  await untilAnswered(ask, { signal, onWait });
}

export function deliverBy(way: Way, evidenceDir: string): Deliver {
  const there = new Set<string>();
  return async ({ id, command, evidence }: Entry) => {
    for (const ref of evidence) {
      if (!there.has(ref.sha256)) await sendEvidence(way, evidenceDir, ref);
      there.add(ref.sha256);
    }
    await sendCommand(way, { id, command });
  };
}
