import type { CommandId } from '@headrace/events';
import { createWindow } from './command.window.ts';

const id = (n: number) => `c${n}` as CommandId;

describe('the window of command ids', () => {
  it('knows where a command was recorded', () => {
    const window = createWindow();
    window.add(id(1), 7, 0);
    expect(window.positionOf(id(1))).toBe(7);
    expect(window.positionOf(id(2))).toBeNull();
  });
  it('forgets what is both far back and old', () => {
    const window = createWindow(3, 1000);
    for (let n = 1; n <= 5; n++) window.add(id(n), n, n * 1000);
    expect([1, 2, 3, 4, 5].map((n) => window.positionOf(id(n)))).toEqual([null, null, 3, 4, 5]);
  });
  it('keeps what is far back but young', () => {
    const window = createWindow(2, 1000);
    for (let n = 1; n <= 5; n++) window.add(id(n), n, n);
    expect(window.size()).toBe(5);
  });
  it('keeps what is old but not far back', () => {
    const window = createWindow(3, 1000);
    window.add(id(1), 1, 0);
    window.add(id(2), 2, 1_000_000);
    expect(window.positionOf(id(1))).toBe(1);
  });
});
