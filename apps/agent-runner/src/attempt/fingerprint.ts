import { createHash } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';

/** Equal for failures that look the same to a person: numbers, names of temporary things and times do not count. */
export function fingerprint(...parts: readonly string[]): string {
  const normal = parts.map((part) =>
    stripVTControlCharacters(part)
      .replace(/\b[0-9a-f]{7,64}\b/gi, 'X')
      .replace(/(?:\/[\w.@+-]+)+\//g, '/')
      .replace(/\d+/g, 'N')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(-4000),
  );
  return createHash('sha256').update(normal.join('\0')).digest('hex').slice(0, 32);
}
