/** Turns a kind of kinds.mjs into four files: its module, its tests, its page, an example. */
export function renderKind(group, kind) {
  const words = wordsOf(kind.kind);
  const names = {
    file: words.join('-'),
    variable: lowerFirst(kind.kind),
    plural: pluralOf(kind.kind.toLowerCase()),
  };
  const all = { ...kind, ...names, group, words: words.join(' ') };
  return {
    [`src/apis/${group}/${names.file}.mjs`]: moduleOf(all),
    [`test/apis/${group}/${names.file}.test.mjs`]: testOf(all),
    [`docs/apis/${group}/${names.file}.md`]: pageOf(all),
    [`examples/${group}/${names.file}.json`]: exampleOf(all),
  };
}

const wordsOf = (kind) => kind.match(/[A-Z][a-z]+/g).map((word) => word.toLowerCase());
const pluralOf = (word) => (word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`);
const lowerFirst = (text) => text[0].toLowerCase() + text.slice(1);
const quoted = (text) => `'${text.replaceAll("'", "\\'")}'`;

/** A value as JavaScript source in our style. */
function source(value) {
  if (typeof value === 'string') return quoted(value);
  if (value === undefined) return 'undefined';
  if (Array.isArray(value)) return `[${value.map(source).join(', ')}]`;
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value).map(([key, item]) => `${key}: ${source(item)}`);
  return entries.length > 0 ? `{ ${entries.join(', ')} }` : '{}';
}

const statusLine = ([name, type, doc, options]) => `    ${name}: ${source({ type, ...options, doc })},`;

function fieldLines([name, type, doc, options]) {
  const settings = Object.entries({ type, ...options }).map(
    ([key, value]) => `      ${key}: ${source(value)},`,
  );
  return [`    ${name}: {`, ...settings, `      doc: ${quoted(doc)},`, '    },'];
}

function moduleOf(kind) {
  return lines(
    "import { createObject, defineKind, problemsOf } from '../schema.mjs';",
    '',
    `/** ${kind.doc} */`,
    `export const ${kind.variable} = defineKind({`,
    "  group: 'tmc.example',",
    "  version: 'v1alpha1',",
    `  kind: ${quoted(kind.kind)},`,
    `  plural: ${quoted(kind.plural)},`,
    `  doc: ${quoted(kind.doc)},`,
    '  spec: {',
    ...kind.spec.flatMap(fieldLines),
    '  },',
    '  status: {',
    ...kind.status.map(statusLine),
    '  },',
    '});',
    '',
    `/** A new ${kind.words}: the defaults of its kind, then what is given. */`,
    `export function new${kind.kind}(name, spec) {`,
    `  return createObject(${kind.variable}, name, spec);`,
    '}',
    '',
    `/** Everything that is wrong with a ${kind.words}, what holds between its fields included. */`,
    `export function ${kind.variable}Problems(object) {`,
    `  const problems = problemsOf(${kind.variable}, object);`,
    '  const { spec } = object;',
    ...kind.rules.flatMap(([when, path, message]) => [
      `  if (${when}) {`,
      `    problems.push({ path: ${quoted(path)}, message: ${quoted(message)} });`,
      '  }',
    ]),
    '  return problems;',
    '}',
    ...kind.asks.flatMap(([name, doc, expression]) => [
      '',
      `/** ${doc} */`,
      `export function ${askName(kind, name)}({ ${usedIn(expression)} }) {`,
      `  return ${expression};`,
      '}',
    ]),
  );
}

/** Predicates of several kinds may have the same name: `isComplete` becomes `isUsageReportComplete`. */
const askName = (kind, name) => name.replace(/^(is|has|was)/, `$1${kind.kind}`);

const usedIn = (expression) =>
  ['spec', 'status'].filter((part) => expression.includes(`${part}.`)).join(', ');

function testOf(kind) {
  const asks = kind.asks.map(([name]) => askName(kind, name));
  const imports = [...asks, `new${kind.kind}`, kind.variable, `${kind.variable}Problems`].sort();
  return lines(
    "import assert from 'node:assert/strict';",
    "import { describe, it } from 'node:test';",
    'import {',
    ...imports.map((name) => `  ${name},`),
    `} from '../../../src/apis/${kind.group}/${kind.file}.mjs';`,
    '',
    `const good = ${source(kind.good)};`,
    `const having = (status) => ({ ...new${kind.kind}('one', good), status });`,
    '',
    `describe(${quoted(`a ${kind.words}`)}, () => {`,
    "  it('is valid with its defaults', () => {",
    `    const object = new${kind.kind}('one', good);`,
    `    assert.equal(object.apiVersion, ${kind.variable}.apiVersion);`,
    `    assert.deepEqual(${kind.variable}Problems(object), []);`,
    '  });',
    '',
    "  it('says what is wrong with it', () => {",
    '    const cases = [',
    ...kind.bad.map(([change, path]) => `      [${source(change)}, ${quoted(path)}],`),
    '    ];',
    '    for (const [change, path] of cases) {',
    `      const problems = ${kind.variable}Problems(new${kind.kind}('one', { ...good, ...change }));`,
    '      assert.deepEqual([path], [...new Set(problems.map((problem) => problem.path))]);',
    '    }',
    '  });',
    ...kind.asks.flatMap(([name, doc]) => [
      '',
      `  it(${quoted(`knows ${lowerFirst(doc).replace(/\.$/, '')}`)}, () => {`,
      ...kind.states
        .filter(([asked]) => asked === name)
        .map(
          ([, status, answer]) =>
            `    assert.equal(${askName(kind, name)}(having(${source(status)})), ${answer});`,
        ),
      '  });',
    ]),
    '});',
  );
}

function pageOf(kind) {
  const row = ([name, type, doc, { required, default: value }]) =>
    `| ${name} | ${type} | ${required ? 'yes' : ''} | ${value === undefined ? '' : `\`${JSON.stringify(value)}\``} | ${doc} |`;
  return lines(
    `# ${kind.kind}`,
    '',
    `${kind.doc} Declared as \`${kind.variable}\`; \`new${kind.kind}\` makes one, \`${kind.variable}Problems\` checks one.`,
    '',
    '## What is asked for',
    '',
    '| field | type | required | default | meaning |',
    '|---|---|---|---|---|',
    ...kind.spec.map(row),
    '',
    '## What is reported',
    '',
    '| field | type | meaning |',
    '|---|---|---|',
    ...kind.status.map(([name, type, doc]) => `| ${name} | ${type} | ${doc} |`),
    '',
    '## Rules and questions',
    '',
    ...kind.rules.map(([, path, message]) => `- \`${path}\` is refused when it ${message}.`),
    ...kind.asks.map(([name, doc]) => `- \`${askName(kind, name)}\`: ${lowerFirst(doc)}`),
  );
}

function exampleOf(kind) {
  const object = { apiVersion: 'tmc.example/v1alpha1', kind: kind.kind, name: 'example', spec: kind.good };
  return `${JSON.stringify(object, null, 2)}\n`;
}

const lines = (...all) => `${all.join('\n')}\n`;
