import { TAG } from './graph.tags.ts';

type Fields = Record<string, unknown>;
type Shape = { readonly keys: readonly string[]; readonly empty: Readonly<Fields> };

type In = {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at: number;
  readonly texts: string[];
  readonly known: object[];
  readonly shapes: Shape[];
};

/** What `packGraph` packed. Throws for bytes that it did not write, as far as that can be seen. */
export function unpackGraph(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const from: In = { bytes, view, at: 0, texts: [], known: [], shapes: [] };
  const root = unpack(from);
  if (from.at !== bytes.length) throw new Error(`${bytes.length - from.at} bytes are left over`);
  return root;
}

function unpack(from: In): unknown {
  const tag = from.bytes[from.at++];
  switch (tag) {
    case TAG.null:
      return null;
    case TAG.undefined:
      return undefined;
    case TAG.true:
      return true;
    case TAG.false:
      return false;
    case TAG.whole:
      return number(from);
    case TAG.number:
      from.at += 8;
      return from.view.getFloat64(from.at - 8);
    case TAG.knownText:
      return from.texts[number(from)] ?? broken(from);
    case TAG.newText:
    case TAG.oddText:
      return text(from, tag === TAG.oddText);
    case TAG.known:
      return from.known[number(from)] ?? broken(from);
    default:
      return structure(from, tag);
  }
}

function structure(from: In, tag: number | undefined): unknown {
  switch (tag) {
    case TAG.list:
      return list(from);
    case TAG.map: {
      const map = keep(from, new Map<unknown, unknown>());
      for (let left = number(from); left > 0; left--) map.set(unpack(from), unpack(from));
      return map;
    }
    case TAG.set: {
      const set = keep(from, new Set<unknown>());
      for (let left = number(from); left > 0; left--) set.add(unpack(from));
      return set;
    }
    case TAG.object:
      return fields(from, from.shapes[number(from)] ?? broken(from));
    case TAG.newShape:
      return fields(from, newShape(from));
    default:
      return broken(from);
  }
}

function list(from: In): unknown[] {
  const length = number(from);
  if (length > from.bytes.length) broken(from);
  const members = keep(from, new Array<unknown>(length));
  for (let i = 0; i < length; i++) members[i] = unpack(from);
  return members;
}

/** A copy of an empty one with the same keys is smaller and faster than one that grows key by key. */
function fields(from: In, { keys, empty }: Shape): Fields {
  const object = keep(from, { ...empty });
  for (const key of keys) object[key] = unpack(from);
  return object;
}

/** Known before its members are, since these may contain it. */
function keep<T extends object>(from: In, value: T): T {
  from.known.push(value);
  return value;
}

function newShape(from: In): Shape {
  const keys = Array.from({ length: number(from) }, () => unpack(from) as string);
  const shape = { keys, empty: Object.fromEntries(keys.map((key) => [key, null])) };
  from.shapes.push(shape);
  return shape;
}

const decoder = new TextDecoder();
/** Longer texts are decoded by the platform, shorter ones by hand: a call into it costs more than they do. */
const SHORT = 24;

function text(from: In, isOdd: boolean): string {
  const length = number(from);
  const { at, bytes } = from;
  from.at += length;
  if (from.at > bytes.length) broken(from);
  const found = length < SHORT ? asciiAt(bytes, at, length) : null;
  const raw = found ?? decoder.decode(bytes.subarray(at, from.at));
  const value = isOdd ? (JSON.parse(raw) as string) : raw;
  from.texts.push(value);
  return value;
}

function asciiAt(bytes: Uint8Array, at: number, length: number): string | null {
  let value = '';
  for (let i = at; i < at + length; i++) {
    const code = bytes[i]!;
    if (code >= 128) return null;
    value += String.fromCharCode(code);
  }
  return value;
}

function number(from: In): number {
  let value = 0;
  for (let unit = 1; ; unit *= 128) {
    const byte = from.bytes[from.at++];
    if (byte === undefined) return broken(from);
    if (byte < 128) return value + byte * unit;
    value += (byte - 128) * unit;
  }
}

function broken({ at }: In): never {
  throw new Error(`Not a packed graph at byte ${at}`);
}
