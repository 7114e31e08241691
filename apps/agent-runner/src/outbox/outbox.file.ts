import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, CommandId, EvidenceRef } from '@headrace/events';
import { z } from 'zod';
import { writeDurably } from '../state/durable.ts';

/** A command that has to arrive, with the evidence that must be there before it. */
export const Entry = z.object({
  seq: z.number().int().nonnegative(),
  id: CommandId,
  command: Command,
  evidence: z.array(EvidenceRef),
});
export type Entry = z.infer<typeof Entry>;

/** One file a command, so that removing an acknowledged one is one step and nothing is ever half written. */
export async function keep(dir: string, entry: Entry): Promise<void> {
  await writeDurably(join(dir, nameOf(entry)), JSON.stringify(entry));
}

export const remove = (dir: string, entry: Entry): Promise<void> =>
  rm(join(dir, nameOf(entry)), { force: true });

/** In the order in which they were kept. */
export async function kept(dir: string): Promise<readonly Entry[]> {
  await mkdir(dir, { recursive: true });
  const names = (await readdir(dir)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(
    names.map(async (name) => Entry.parse(JSON.parse(await readFile(join(dir, name), 'utf8')))),
  );
}

const nameOf = ({ seq }: Entry) => `${String(seq).padStart(6, '0')}.json`;
