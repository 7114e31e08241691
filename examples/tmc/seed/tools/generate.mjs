import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT, filesIn, report } from './sources.mjs';

const JSON_TYPES = { map: 'object', list: 'array', enum: 'string' };

function property(field) {
  const { type, doc, values, of, min, max, pattern, default: value } = field;
  return {
    type: JSON_TYPES[type] ?? type,
    description: doc,
    ...(values && { enum: values }),
    ...(of && { items: { type: of.type } }),
    ...(type === 'map' && { additionalProperties: { type: 'string' } }),
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
    ...(pattern && { pattern }),
    ...(value !== undefined && { default: value }),
  };
}

function properties(fields) {
  const required = Object.keys(fields).filter((name) => fields[name].required);
  const each = Object.entries(fields).map(([name, field]) => [name, property(field)]);
  return { type: 'object', properties: Object.fromEntries(each), ...(required.length > 0 && { required }) };
}

function definition(kind) {
  const schema = {
    type: 'object',
    properties: { spec: properties(kind.spec), status: properties(kind.status ?? {}) },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.plural}.${kind.group}` },
    spec: {
      group: kind.group,
      names: { kind: kind.kind, plural: kind.plural },
      version: kind.version,
      schema,
    },
  };
}

/** Writes config/crds/<group>/<plural>.json for each kind in src/apis/<group>/, all groups or those that are named. */
const groups = process.argv.slice(2);
const files = (await filesIn('src/apis', '.mjs')).filter(({ path: file }) => {
  const [group, module] = file.slice('src/apis/'.length).split('/');
  return module && (groups.length === 0 || groups.includes(group));
});
let written = 0;
for (const { path: file } of files) {
  const kinds = Object.values(await import(`../${file}`)).filter((value) => value?.kind && value?.plural);
  for (const kind of kinds) {
    const target = path.join(ROOT, 'config/crds', path.basename(path.dirname(file)), `${kind.plural}.json`);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, `${JSON.stringify(definition(kind), null, 2)}\n`);
    written += 1;
  }
}
report('generate', [], `${written} definitions written to config/crds`);
