import fc from 'fast-check';

/** JSON Schema as far as zod writes it. */
type Schema = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
};

/** Strings by which something is known, so that some of what is tried gets as far as a decision. */
export type Known = readonly string[];

const AWKWARD = [
  ...['', ' ', '\0', 'a\0b', '\ud800', 'ö', '../../etc/passwd', '%00', '%2e%2e%2f', 'a/b', 'a.b.c.d'],
  ...['__proto__', 'constructor', 'NaN', '-1', '1e999', "' OR 1=1 --", 'a'.repeat(64), 'b'.repeat(5000)],
];
const NUMBERS = [0, -0, -1, 0.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308];

/** What fits nothing in particular. */
export const wrong: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...AWKWARD),
  fc.constantFrom(...NUMBERS),
  fc.constantFrom(null, true, [], {}, [[]], { a: 1 }, [null]),
  fc.jsonValue({ maxDepth: 3 }),
);

/** What nearly fits a schema: mostly right, with parts missing, too many, of another type, or beyond a limit. */
export function nearly(given: object, known: Known): fc.Arbitrary<unknown> {
  const schema: Schema = given;
  return fc.oneof({ weight: 12, arbitrary: fitting(schema, known) }, { weight: 1, arbitrary: wrong });
}

function fitting(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return fc.oneof(...either.map((each) => nearly(each, known)));
  switch (schema.type) {
    case 'object':
      return objectOf(schema, known);
    case 'array':
      return fc.array(nearly(schema.items ?? {}, known), { maxLength: 3 });
    case 'string':
      return textOf(schema, known);
    case 'integer':
      return wholeOf(schema);
    case 'number':
      return fc.double({ min: -2, max: 9, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return wrong;
  }
}

/** Small ones: they count things, and something may be there. */
function wholeOf({ minimum = -2, maximum = 9 }: Schema): fc.Arbitrary<number> {
  const min = Math.max(minimum, -2);
  return fc.integer({ min, max: Math.max(min, Math.min(maximum, min + 9)) });
}

function textOf({ pattern }: Schema, known: Known): fc.Arbitrary<string> {
  const expected = pattern === undefined ? null : new RegExp(pattern);
  const fits = known.filter((text) => expected?.test(text) ?? true);
  const other = pattern === undefined ? fc.string({ maxLength: 20 }) : matching(pattern);
  return fits.length === 0 ? other : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...fits) }, other);
}

const made = new Map<string, fc.Arbitrary<string>>();

/** Made once for each pattern: a schema names the same ones hundreds of times. */
function matching(pattern: string): fc.Arbitrary<string> {
  const known = made.get(pattern);
  if (known) return known;
  const fresh = fc.stringMatching(new RegExp(pattern));
  made.set(pattern, fresh);
  return fresh;
}

function objectOf({ properties = {}, required = [] }: Schema, known: Known): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      present(nearly(schema, known), required.includes(name) ? 30 : 2),
    ]),
  );
  const extra = fc.option(fc.constantFrom('__proto__', 'constructor', 'extra', 'type'), { freq: 12 });
  return fc.tuple(fc.record(fields), extra).map(([record, name]) => {
    const kept = Object.entries(record).filter(([, value]) => value !== ABSENT);
    // entries make `__proto__` a key like any other, as JSON does
    return Object.fromEntries([...kept, ...(name === null ? [] : [[name, 1] as const])]);
  });
}

const ABSENT = Symbol('absent');

const present = (value: fc.Arbitrary<unknown>, times: number): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: times, arbitrary: value }, { weight: 1, arbitrary: fc.constant(ABSENT) });
