import type { CommandId } from '@headrace/events';
import { createWindow, type CommandWindow } from './command.window.ts';

const id = (n: number) => `c${n}` as CommandId;
const sizeOf = (window: CommandWindow) =>
  window.generations().reduce((sum, { positions }) => sum + positions.size, 0);
const filled = (window: CommandWindow, times: number, everyMs: number) => {
  for (let n = 1; n <= times; n++) window.add(id(n), n, n * everyMs);
  return window;
};

describe('the window of command ids', () => {
  it('knows where a command was recorded', () => {
    const window = createWindow();
    window.add(id(1), 7, 0);
    expect(window.positionOf(id(1))).toBe(7);
    expect(window.positionOf(id(2))).toBeNull();
  });
  it('forgets what is both far back and old', () => {
    const window = filled(createWindow({ commits: 3, ms: 1000, most: 100 }), 7, 1000);
    expect([1, 2, 3, 4, 5, 6, 7].map((n) => window.positionOf(id(n)))).toEqual([
      ...[null, null, null],
      ...[4, 5, 6, 7],
    ]);
  });
  it('keeps what is far back but young', () =>
    expect(sizeOf(filled(createWindow({ commits: 2, ms: 1000, most: 100 }), 50, 1))).toBe(50));
  it('keeps what is old but not far back', () =>
    expect(filled(createWindow({ commits: 3, ms: 1000, most: 100 }), 4, 1_000_000).positionOf(id(2))).toBe(
      2,
    ));
  it('keeps no more than memory has room for', () => {
    const window = filled(createWindow({ commits: 2, ms: 1_000_000, most: 10 }), 1000, 1);
    expect(sizeOf(window)).toBeLessThanOrEqual(20);
    expect(window.positionOf(id(990))).toBe(990);
  });
  it('goes on from what was saved of it', () => {
    const limits = { commits: 3, ms: 1000, most: 100 };
    const window = createWindow(limits, filled(createWindow(limits), 7, 1000).generations());
    window.add(id(8), 8, 8000);
    expect([3, 4, 7, 8].map((n) => window.positionOf(id(n)))).toEqual([null, 4, 7, 8]);
  });
});
