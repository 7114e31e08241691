import { createBell } from './bell.ts';

const never = new AbortController().signal;

describe('a bell', () => {
  it('wakes who waits', async () => {
    const bell = createBell();
    const waiting = bell.wait(60_000, never);
    bell.ring();
    await waiting;
  });
  it('is not missed by who comes a little late', async () => {
    const bell = createBell();
    bell.ring();
    await bell.wait(60_000, never);
  });
  it('lets go when it is over', async () => {
    const over = new AbortController();
    const waiting = createBell().wait(60_000, over.signal);
    over.abort();
    await waiting;
  });
  it('lets go in time', () => createBell().wait(1, never));
});
