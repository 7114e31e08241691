import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { PlanFile } from './plan.file.ts';
import { KEYS, planSchema, type JsonSchema } from './plan.schema.ts';

const root = join(import.meta.dirname, '../../../..');
const schemaFile = join(root, 'docs/plan.schema.json');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const text = `${JSON.stringify(planSchema(), null, 2)}\n`;
const matches = new Ajv({ strict: false }).compile(planSchema());

/** Every key of the schema, without those that defaults and follow-ups repeat. */
function keysOf(schema: JsonSchema, path = ''): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const name = path === '' ? key : `${path}.${key}`;
    return [name, ...keysOf(value, name)];
  });
  const options = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap((option) =>
    keysOf(option, path),
  );
  const items = schema.items ? keysOf(schema.items, `${path}[]`) : [];
  const values = schema.additionalProperties;
  const inside = typeof values === 'object' ? keysOf(values, `${path}{}`) : [];
  return [...own, ...options, ...items, ...inside];
}
const keys = [...new Set(keysOf(planSchema()))].filter(
  (key) => !/^(defaults|followUps\[\]\.task)\./.test(key),
);

describe('docs/plan.schema.json', () => {
  it('is made from the zod schema that validates', () => {
    if (process.env['UPDATE_DOCS']) writeFileSync(schemaFile, text);
    expect(readFileSync(schemaFile, 'utf8')).toBe(text);
  });

  it('says of every key what it is for, and of nothing else', () => {
    expect([...keys].sort()).toEqual(Object.keys(KEYS).sort());
  });
});

describe('docs/plan-file.md', () => {
  it('explains every key', () => {
    const page = read('docs/plan-file.md');
    const missing = keys.filter((key) => !page.includes(`\`${key.replace(/^.*[\].}]/, '')}\``));
    expect(missing).toEqual([]);
  });

  it('shows plans that are valid', () => {
    const plans = [...read('docs/plan-file.md').matchAll(/```yaml\n(plan:[^]*?)```/g)].map(
      ([, yaml]) => yaml!,
    );
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans) expect(PlanFile.safeParse(parse(plan)).error).toBeUndefined();
  });
});

describe('the schema and the parser', () => {
  const examples = ['examples/tmc/plan.yaml', 'examples/hello/plan.yaml'];

  it.each(examples)('accept %s', (path) => {
    const plan: unknown = parse(read(path));
    expect(matches(plan)).toBe(true);
    expect(PlanFile.safeParse(plan).success).toBe(true);
  });

  const plan = () => parse(read('examples/hello/plan.yaml')) as Record<string, unknown>;
  it.each([
    ['a misspelt key', { ...plan(), titel: 'x' }],
    ['an empty plan', { ...plan(), tasks: [] }],
    ['an id with capitals', { ...plan(), plan: 'Hello' }],
    ['a gate of an unknown kind', { ...plan(), gates: { lint: { kind: 'wish' } } }],
    ['a key of another kind of gate', { ...plan(), gates: { size: { kind: 'size', run: 'make' } } }],
    ['no plan at all', 'hello'],
  ])('refuse %s', (_name, wrong) => {
    expect(matches(wrong)).toBe(false);
    expect(PlanFile.safeParse(wrong).success).toBe(false);
  });
});
