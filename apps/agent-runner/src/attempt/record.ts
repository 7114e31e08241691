import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Assignment } from '@headrace/events';
import { z } from 'zod';
import { writeDurably } from '../state/durable.ts';

/** What a later life of the runner has to know of an attempt; on disk before anything of it is done. */
export const AttemptRecord = z.object({
  assignment: Assignment,
  /** The value of HEADRACE_MARK, unguessable: attempts of other runners on this machine have the same names. */
  mark: z.string(),
  base: z.string().nullable(),
  workspace: z.object({ path: z.string(), adminDir: z.string(), branch: z.string().nullable() }).nullable(),
  /** Its ending is in the outbox or acknowledged; the directory may still hold work that could not be saved. */
  isEnded: z.boolean(),
});
export type AttemptRecord = z.infer<typeof AttemptRecord>;

export const newRecord = (assignment: Assignment): AttemptRecord => ({
  assignment,
  mark: randomBytes(16).toString('hex'),
  base: null,
  workspace: null,
  isEnded: false,
});

export const saveRecord = (path: string, record: AttemptRecord): Promise<void> =>
  writeDurably(path, JSON.stringify(record));

/** null: the claim was never written down, so nothing was done for it. */
export async function readRecord(path: string): Promise<AttemptRecord | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? null : AttemptRecord.parse(JSON.parse(text));
}
