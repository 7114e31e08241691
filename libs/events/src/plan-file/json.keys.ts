const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/**
 * Whether an object of this text has a key twice, of which `JSON.parse` says nothing. The text has to be JSON.
 * O(length), so that a large plan need not be read as YAML only to be told that all is well.
 */
export function hasRepeatedKey(json: string): boolean {
  const open: Set<string>[] = [];
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at);
    if (code === OPEN) open.push(new Set());
    if (code === CLOSE) open.pop();
    if (code !== QUOTE) continue;
    const end = endOfString(json, at);
    const next = skipSpace(json, end + 1);
    if (json.charCodeAt(next) === COLON && !addTo(open.at(-1), keyAt(json, at, end))) return true;
    at = next - 1;
  }
  return false;
}

/** False where it is there already. */
function addTo(keys: Set<string> | undefined, key: string): boolean {
  const before = keys?.size;
  return keys?.add(key).size !== before;
}

/** The place of the closing quote. */
function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (end > 0 && isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end < 0 ? json.length : end;
}

function isEscaped(json: string, at: number): boolean {
  let first = at;
  while (json.charCodeAt(first - 1) === BACKSLASH) first--;
  return (at - first) % 2 === 1;
}

function skipSpace(json: string, from: number): number {
  let at = from;
  while (json.charCodeAt(at) <= 0x20) at++;
  return at;
}

/** Two spellings of a key are one key. */
function keyAt(json: string, start: number, end: number): string {
  const raw = json.slice(start + 1, end);
  return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
}
