import { TAG } from './graph.tags.ts';

const CHUNK_BYTES = 1 << 20;

type Shape = { readonly keys: readonly string[]; readonly number: number };

type Out = {
  readonly write: (chunk: Uint8Array) => void;
  bytes: Uint8Array<ArrayBuffer>;
  at: number;
  /** By text and by value: the number of the first occurrence. A million tasks share their words. */
  readonly texts: Map<string, number>;
  readonly known: Map<object, number>;
  /** By how many keys they have. */
  readonly shapes: Map<number, Shape[]>;
  shapeCount: number;
};

/**
 * Packs plain objects, lists, maps and sets that may share and contain one another, piece by piece. Throws for whatever
 * could not be read back: functions, symbols, instances of classes.
 */
export function packGraph(root: unknown, write: (chunk: Uint8Array) => void): void {
  const out: Out = {
    write,
    bytes: new Uint8Array(CHUNK_BYTES),
    at: 0,
    texts: new Map(),
    known: new Map(),
    shapes: new Map(),
    shapeCount: 0,
  };
  pack(out, root);
  flush(out);
}

function pack(out: Out, value: unknown): void {
  switch (typeof value) {
    case 'string':
      return packText(out, value);
    case 'number':
      return packNumber(out, value);
    case 'boolean':
      return tag(out, value ? TAG.true : TAG.false);
    case 'undefined':
      return tag(out, TAG.undefined);
    case 'object':
      return value === null ? tag(out, TAG.null) : packObject(out, value);
    default:
      throw new Error(`A ${typeof value} cannot be kept in a snapshot`);
  }
}

function packObject(out: Out, value: object): void {
  const known = out.known.get(value);
  if (known !== undefined) return tagged(out, TAG.known, known);
  out.known.set(value, out.known.size);
  if (Array.isArray(value)) {
    tagged(out, TAG.list, value.length);
    for (const member of value) pack(out, member);
  } else if (value instanceof Map) {
    tagged(out, TAG.map, value.size);
    for (const [key, member] of value) {
      pack(out, key);
      pack(out, member);
    }
  } else if (value instanceof Set) {
    tagged(out, TAG.set, value.size);
    for (const member of value) pack(out, member);
  } else packFields(out, value as Readonly<Record<string, unknown>>);
}

function packFields(out: Out, value: Readonly<Record<string, unknown>>): void {
  const { constructor } = value;
  if (typeof constructor === 'function' && constructor.name !== 'Object')
    throw new Error(`A ${constructor.name} cannot be kept in a snapshot`);
  const keys = Object.keys(value);
  packShape(out, keys);
  for (const key of keys) pack(out, value[key]);
}

function packShape(out: Out, keys: readonly string[]): void {
  const alike = out.shapes.get(keys.length) ?? [];
  const known = alike.find((shape) => shape.keys.every((key, i) => key === keys[i]));
  if (known) return tagged(out, TAG.object, known.number);
  out.shapes.set(keys.length, [...alike, { keys, number: out.shapeCount++ }]);
  tagged(out, TAG.newShape, keys.length);
  for (const key of keys) packText(out, key);
}

function packNumber(out: Out, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0))
    return tagged(out, TAG.whole, value);
  room(out, 9);
  out.bytes[out.at] = TAG.number;
  new DataView(out.bytes.buffer).setFloat64(out.at + 1, value);
  out.at += 9;
}

const encoder = new TextEncoder();

function packText(out: Out, text: string): void {
  const known = out.texts.get(text);
  if (known !== undefined) return tagged(out, TAG.knownText, known);
  out.texts.set(text, out.texts.size);
  const isOdd = /\p{Surrogate}/u.test(text);
  const bytes = encoder.encode(isOdd ? JSON.stringify(text) : text);
  tagged(out, isOdd ? TAG.oddText : TAG.newText, bytes.length);
  if (bytes.length > CHUNK_BYTES / 2) {
    flush(out);
    return out.write(bytes);
  }
  room(out, bytes.length);
  out.bytes.set(bytes, out.at);
  out.at += bytes.length;
}

function tag(out: Out, value: number): void {
  room(out, 1);
  out.bytes[out.at++] = value;
}

/** A tag and a number of any size, seven bits at a time. */
function tagged(out: Out, value: number, number: number): void {
  room(out, 10);
  out.bytes[out.at++] = value;
  let rest = number;
  while (rest >= 128) {
    out.bytes[out.at++] = (rest % 128) + 128;
    rest = Math.floor(rest / 128);
  }
  out.bytes[out.at++] = rest;
}

function room(out: Out, bytes: number): void {
  if (out.at + bytes > CHUNK_BYTES) flush(out);
}

function flush(out: Out): void {
  if (out.at === 0) return;
  out.write(out.bytes.subarray(0, out.at));
  out.bytes = new Uint8Array(CHUNK_BYTES);
  out.at = 0;
}
