import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Text } from './evidence.ts';
import type { Digest } from './ids.ts';

/** SHA-256, lower-case hex; of the UTF-8 bytes where a string is given. Synchronous, because deciders use it. */
export const digestOf = (content: string | Uint8Array): Digest =>
  bytesToHex(sha256(typeof content === 'string' ? utf8ToBytes(content) : content)) as Digest;

/** JSON with sorted keys and without undefined: equal values give equal text. Numbers as JSON has them. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => (isRecord(member) ? sorted(member) : member));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const sorted = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Characters that a text may have inline; a longer one is named by its digest. */
export const INLINE_TEXT = 4096;

/** How `text` stands in an event. Where this is a reference, the writer stores the bytes before it appends the event. */
export function textOf(text: string): Text {
  if (text.length <= INLINE_TEXT) return text;
  const bytes = utf8ToBytes(text);
  return { sha256: digestOf(bytes), bytes: bytes.length, mediaType: 'text/markdown; charset=utf-8' };
}
