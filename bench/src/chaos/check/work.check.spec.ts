import { lostWork, marksIn } from './work.check.ts';

const nowhere = { landed: new Set<string>(), kept: new Set<string>(), standing: new Set<string>() };
const marks = marksIn('p.t.1 p/t/m1\np.t.2 p/t/m2\n');

describe('work', () => {
  it('is lost when it is nowhere', () =>
    expect(lostWork(marks, { ...nowhere, landed: new Set(['p/t/m2']) })).toEqual([
      'p/t/m1, made by p.t.1, has not landed, and is neither kept nor standing',
    ]));

  it.each(['landed', 'kept', 'standing'] as const)('is safe where it is %s', (place) =>
    expect(lostWork(marks, { ...nowhere, [place]: new Set(['p/t/m1', 'p/t/m2']) })).toEqual([]),
  );
});
