import { selfTime } from './self.time.ts';

const node = (id: number, functionName: string, url = '') => ({ id, callFrame: { functionName, url } });

describe('self time', () => {
  const profile = {
    nodes: [
      node(1, '(idle)'),
      node(2, 'decide', 'file:///x/libs/engine/src/decide.ts'),
      node(3, 'parse', 'file:///x/node_modules/zod/v4/core/schemas.js'),
      node(4, 'compile', 'node:internal/modules/cjs/loader'),
      node(5, 'odd', 'node:timers'),
    ],
    samples: [1, 2, 3, 3, 4, 5],
    timeDeltas: [9000, 1000, 2000, 3000, 7000, 500],
  };

  it('adds up by part, the longest first, without waiting and starting', () =>
    expect([...selfTime(profile)]).toEqual([
      ['zod: checking requests and commits', 5],
      ['engine: deciders, states, offers', 1],
      ['node: everything else', 0.5],
    ]));
});
