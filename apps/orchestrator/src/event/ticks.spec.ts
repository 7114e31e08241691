import { withTicks } from './ticks.ts';

const never = new AbortController().signal;

async function* after(gate: Promise<void>, ...items: number[]) {
  yield 0;
  await gate;
  yield* items;
}

describe('a source with ticks', () => {
  it('loses nothing and keeps the order', async () => {
    const seen: (number | 'tick')[] = [];
    for await (const item of withTicks(after(Promise.resolve(), 1, 2, 3), 60_000, never)) seen.push(item);
    expect(seen).toEqual([0, 1, 2, 3]);
  });
  it('ticks while nothing comes', async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const seen: (number | 'tick')[] = [];
    for await (const item of withTicks(after(gate, 1), 1, never)) {
      seen.push(item);
      if (seen.filter((each) => each === 'tick').length === 3) open();
    }
    expect(seen.filter((each) => each !== 'tick')).toEqual([0, 1]);
    expect(seen.filter((each) => each === 'tick').length).toBeGreaterThanOrEqual(3);
  });
  it('throws what the source throws', async () => {
    async function* broken() {
      yield await Promise.resolve(1);
      throw new Error('broken');
    }
    const read = async () => {
      for await (const _ of withTicks(broken(), 60_000, never));
    };
    await expect(read()).rejects.toThrow('broken');
  });
});
