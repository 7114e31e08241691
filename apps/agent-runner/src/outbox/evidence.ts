import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Digest, EvidenceRef } from '@headrace/events';
import { writeDurably } from '../state/durable.ts';

const INLINE_CHARS = 4096;

/** Puts bytes beside the outbox, under their digest, until they were sent. */
export async function keepEvidence(
  dir: string,
  content: string | Uint8Array,
  mediaType: string,
): Promise<EvidenceRef> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const sha256 = createHash('sha256').update(bytes).digest('hex') as Digest;
  await writeDurably(join(dir, sha256), bytes);
  return { sha256, bytes: bytes.byteLength, mediaType };
}

/** Free text as commands carry it: short inline, long by reference. */
export async function textOf(
  dir: string,
  text: string,
): Promise<{ readonly text: string | EvidenceRef; readonly evidence: readonly EvidenceRef[] }> {
  if (text.length <= INLINE_CHARS) return { text, evidence: [] };
  const ref = await keepEvidence(dir, text, 'text/plain');
  return { text: ref, evidence: [ref] };
}
