import { createHash } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';

/** What differs between two runs that fail in the same way, and what stands in its place. In this order. */
const PASSING: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, 'X'], // UUIDs
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g, 'T'],
  [/\b(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}\b/gi, 'T'],
  [/\b\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[ap]m)?\b/gi, 'T'],
  [/(?:\/[\w.@+-]+)+\//g, '/'], // directories
  [/\b\d+(?:\.\d+)? ?(?:ms|s|sec|secs|seconds?|m|min|mins|minutes?|h|hours?)\b/gi, 'D'],
  [/\b[0-9a-f]{7,64}\b/gi, 'X'],
  [/\b(?=[\w-]*\d)(?=[\w-]*[a-z])[A-Za-z]+[_-][A-Za-z0-9]{8,}\b/gi, 'X'], // req_011CQa…, toolu-01A09…
  [/\b(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{16,}\b/g, 'X'],
  [/\d+/g, 'N'],
  [/\s+/g, ' '],
]; // prettier-ignore

/** Equal for failures that look the same to a person: numbers, ids, directories, times and durations do not count. */
export function fingerprint(...parts: readonly string[]): string {
  const normal = parts.map((part) =>
    PASSING.reduce((text, [what, instead]) => text.replace(what, instead), stripVTControlCharacters(part))
      .trim()
      .slice(-4000),
  );
  return createHash('sha256').update(normal.join('\0')).digest('hex').slice(0, 32);
}
