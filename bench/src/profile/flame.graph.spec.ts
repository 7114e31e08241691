import { flameGraph, flamesOf } from './flame.graph.ts';
import type { CpuProfile } from './self.time.ts';

const node = (id: number, functionName: string, children: number[] = [], url = '') => ({
  id,
  callFrame: { functionName, url },
  children,
});

const profile: CpuProfile = {
  nodes: [
    node(1, '(root)', [2, 3, 7]),
    node(2, '(idle)'),
    node(3, 'serve', [4, 5, 6]),
    node(4, 'decide<T>', [], 'file:///x/libs/engine/src/decide.ts'),
    node(5, 'decide<T>', [], 'file:///x/libs/engine/src/decide.ts'),
    node(6, 'compile', [], 'node:internal/modules/cjs/loader'),
    node(7, 'wrapSafe'),
  ],
  samples: [2, 3, 4, 5, 6, 7],
  timeDeltas: [90_000, 1000, 2000, 3000, 7000, 5000],
};

describe('a flame graph', () => {
  it('adds up what was called, one box for one function, without waiting and starting', () =>
    expect(flamesOf(profile)).toMatchObject([
      {
        name: 'serve',
        ms: 6,
        calls: [{ name: 'decide<T>', part: 'engine: deciders, states, offers', ms: 5 }],
      },
    ]));

  it('is as wide as the time', () => {
    const svg = flameGraph(flamesOf(profile));
    expect(svg).toContain('width="1200.0"');
    expect(svg).toContain('width="1000.0"');
  });

  it('says the name, the part and the share, and takes no name for markup', () =>
    expect(flameGraph(flamesOf(profile))).toContain(
      '<title>decide&#60;T&#62;: 83.3 %, 5 ms (engine: deciders, states, offers)</title>',
    ));
});
