import type { SplitPart, TaskId } from '@headrace/events';
import { partsOfChange } from './split.ts';

const file = (path: string, added: number, isGenerated = false) => ({
  path,
  added,
  removed: 0,
  isBinary: false,
  isGenerated,
});
const split = (files: ReturnType<typeof file>[], named: object[] | null = null) =>
  partsOfChange({
    taskId: 'big' as TaskId,
    title: 'Big',
    files,
    limit: 700,
    named: named as SplitPart[] | null,
  });

describe('splitting a change', () => {
  const files = [
    file('src/b.ts', 600),
    file('src/a.ts', 400),
    file('src/c.ts', 100),
    file('lock.json', 9000, true),
  ];

  it('by the parts that the plan names, each with its lines', () =>
    expect(
      split(files, [
        { id: 'one', title: 'One', scope: ['src/a.ts', '*.json'] },
        { id: 'two', title: 'Two', scope: ['src/**'] },
      ]),
    ).toMatchObject([
      { id: 'one', lines: 400 },
      { id: 'two', lines: 700 },
    ]));

  it('else by runs of files in path order', () =>
    expect(split(files)).toEqual([
      { id: 'big-1', title: 'Big (1/2)', scope: ['lock.json', 'src/a.ts'], lines: 400 },
      { id: 'big-2', title: 'Big (2/2)', scope: ['src/b.ts', 'src/c.ts'], lines: 700 },
    ]));

  it.each([
    [
      'a named part has nothing of it',
      [
        { id: 'one', title: 'One', scope: ['**'] },
        { id: 'two', title: 'Two', scope: ['docs/**'] },
      ],
    ],
    [
      'a file is in no named part',
      [
        { id: 'one', title: 'One', scope: ['src/a.ts'] },
        { id: 'two', title: 'Two', scope: ['src/b.ts'] },
      ],
    ],
  ])('also when %s', (_, named) =>
    expect(split(files, named)?.map(({ id }) => id)).toEqual(['big-1', 'big-2']),
  );

  it('not at all when one file alone is too long', () =>
    expect(split([file('a', 701), file('b', 1)])).toBeNull());

  it('writes paths as patterns that match them', () =>
    expect(split([file('a[1].ts', 700), file('!b*.ts', 700)])?.map(({ scope }) => scope)).toEqual([
      ['?b?.ts'],
      ['a?1?.ts'],
    ]));

  it('keeps ids within their length', () => {
    const parts = partsOfChange({
      taskId: 'x'.repeat(63) as TaskId,
      title: 'T',
      files: [file('a', 700), file('b', 700)],
      limit: 700,
      named: null,
    });
    expect(parts?.map(({ id }) => id.length)).toEqual([63, 63]);
  });
});
