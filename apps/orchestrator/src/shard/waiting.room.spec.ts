import type { OrgState } from '@headrace/engine';
import type { OrgId } from '@headrace/events';
import { WaitingRoom, homeAt } from './waiting.room.ts';

const org = 'main' as OrgId;
const turnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve));

function given() {
  let folded: (org: OrgId) => void = () => undefined;
  const room = new WaitingRoom({
    guess: () => ({}) as OrgState,
    onFolded: (listener) => {
      folded = listener;
      return () => undefined;
    },
    onResumed: () => () => undefined,
    onHandedOver: () => () => undefined,
  });
  const asked: string[] = [];
  const wait = (name: string, isWorthIt: () => boolean, sinceMs = 0) =>
    room.wait({
      ...{ org, sinceMs, untilMs: Date.now() + 60_000, gone: new AbortController().signal },
      isWorthIt: () => {
        asked.push(name);
        return isWorthIt();
      },
      attempt: () => Promise.resolve(name),
    });
  return { room, asked, wait, decided: () => folded(org) };
}

describe('a room where long polls wait', () => {
  it('asks a newcomer alone whether there is something for it', async () => {
    const { room, asked, wait } = given();
    const no = () => false;
    const waits = [wait('first', no)];
    await turnOfTheLoop();
    waits.push(wait('second', no));
    await turnOfTheLoop();
    expect(asked).toEqual(['first', 'second']);
    room.close();
    expect(await Promise.all(waits)).toEqual([null, null]);
  });

  it('asks all of them after a decision, who has waited longest first', async () => {
    const { asked, wait, decided } = given();
    let isThere = false;
    const waits = [wait('late', () => isThere, 2), wait('early', () => isThere, 1)];
    await turnOfTheLoop();
    asked.length = 0;
    isThere = true;
    decided();
    expect(await Promise.all(waits)).toEqual(['late', 'early']);
    expect(asked).toEqual(['early', 'late']);
  });

  it.each([
    ['together with others', 20_500, 20_000],
    ['together with others', 21_999, 20_000],
    ['by itself, when that is soon', 1_900, 1_900],
    ['by itself, when that is soon', 3_900, 3_900],
  ])('sends one home %s: of %i ms at %i', (_, untilMs, homeMs) => expect(homeAt(untilMs, 0)).toBe(homeMs));
});
