import { readPlanText } from './plan.read.ts';

const problemsOf = (text: string) => {
  const read = readPlanText(text, 'p.yaml');
  return read.ok
    ? []
    : read.error.map(({ code, line, column, message }) => ({ code, line, column, message }));
};
const documentOf = (text: string): unknown => {
  const read = readPlanText(text, 'p.yaml');
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value.document;
};
const placeOf = (text: string, path: string, part?: 'key' | 'value') => {
  const read = readPlanText(text, 'p.yaml');
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  const { line, column } = read.value.locate(path, part);
  return `${line}:${column}`;
};

describe('reading a plan file', () => {
  it('takes YAML', () =>
    expect(documentOf('plan: a\ntasks:\n  - id: t\n')).toEqual({ plan: 'a', tasks: [{ id: 't' }] }));
  it('takes JSON', () =>
    expect(documentOf('{"plan": "a", "tasks": [1]}')).toEqual({ plan: 'a', tasks: [1] }));
  it('leaves words alone', () =>
    expect(documentOf('a: no\nb: 2020-01-01\n')).toEqual({ a: 'no', b: '2020-01-01' }));
  it('follows an alias', () => expect(documentOf('a: &x [1]\nb: *x\n')).toEqual({ a: [1], b: [1] }));

  it.each([
    ['an open quote', 'a: "x\ny', 2],
    ['a bad indent', 'a: 1\n b: 2\n', 1],
    ['a tab', '\t- a: 3', 1],
    ['a second document', 'a: 1\n---\nb: 2\n', 2],
    ['a key twice', 'a: 1\nb: 2\na: 3\n', 3],
    ['a JSON key twice', '{"a": 1,\n"a": 2}', 2],
    ['a tag', 'a:\n  - !src/**\n', 2],
    ['a list as key', '? [1, 2]\n: 3\n', 1],
    ['an alias of nothing', 'a: 1\nb: *x\n', 2],
    ['an alias of itself', 'a: &x\n  - *x\n', 2],
    ['brackets without end', '['.repeat(20_000), 1],
  ])('names the place of %s', (_, text, line) => {
    expect(problemsOf(text)[0]).toMatchObject({ code: 'YAML_INVALID', line });
  });

  it('names all of them at once', () => {
    expect(
      problemsOf('a: 1\na: 2\nb: !x y\nb: 3\n')
        .map(({ line }) => line)
        .sort(),
    ).toEqual([2, 3, 4]);
  });
  it('refuses aliases that multiply', () => {
    const level = (n: number) =>
      `l${n}: &l${n} [${Array(9)
        .fill(`*l${n - 1}`)
        .join(', ')}]\n`;
    const bomb = `l0: &l0 [x, x, x]\n${[1, 2, 3, 4, 5, 6, 7, 8].map(level).join('')}`;
    expect(problemsOf(bomb)[0]).toMatchObject({ code: 'YAML_INVALID' });
  });
  it('refuses many aliases', () => {
    expect(problemsOf(`a: &a [1]\nb: [${Array(200).fill('*a').join(', ')}]\n`)[0]?.message).toBe(
      'Too many aliases',
    );
  });
  it('takes many distinct keys in no time that hurts', () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join('\n');
    expect(Object.keys(documentOf(keys) as object)).toHaveLength(20_000);
  });
  it.each(['', '# nothing\n', '---\n', '~'])('says that %j holds nothing', (text) => {
    expect(problemsOf(text)).toMatchObject([{ code: 'PLAN_EMPTY' }]);
  });
  it('refuses more than 32 MiB', () => {
    expect(problemsOf('ä'.repeat(2 ** 24 + 1))).toMatchObject([{ code: 'PLAN_TOO_LARGE' }]);
  });
});

describe('the place of a path', () => {
  const text =
    'plan: a\nroles:\n  dev:\n    agent: x\n  a.b: 1\ntasks:\n  - id: t\n    needs: [u, v]\n  - id: w\n    role:\n';

  it.each([
    ['', '1:1'],
    ['plan', '1:7'],
    ['roles.dev.agent', '4:12'],
    ['tasks[0].needs[1]', '8:16'],
    ['tasks[1].role', '10:10'],
    ['roles.a.b', '5:8'],
    ['tasks[1].title', '9:5'],
    ['tasks[7]', '7:3'],
    ['nowhere.at.all', '1:1'],
  ])('%s is %s', (path, place) => expect(placeOf(text, path)).toBe(place));

  it('is the key where the key is wrong', () => expect(placeOf(text, 'tasks[0].needs', 'key')).toBe('8:5'));
  it('goes through an alias', () => expect(placeOf('a: &x {b: 1}\nc: *x\n', 'c.b')).toBe('1:11'));
});
