import { eitherOf, type Wait } from './either.ts';

const never: Wait<string> = (enough) =>
  new Promise((resolve) => {
    if (enough.aborted) resolve(null);
    enough.addEventListener('abort', () => resolve(null));
  });
const gives =
  (found: string | null): Wait<string> =>
  () =>
    Promise.resolve(found);
const stays = new AbortController().signal;

describe('waiting for one of two things', () => {
  it('ends the other with the first', async () => {
    expect(await eitherOf(stays, gives('task'), never)).toEqual(['task', null]);
    expect(await eitherOf(stays, never, gives('landing'))).toEqual([null, 'landing']);
  });
  it('ends with nothing when the first has waited long enough', async () =>
    expect(await eitherOf(stays, gives(null), never)).toEqual([null, null]));
  it('gives both when the other could not be called off', async () => {
    const late: Wait<string> = async (enough) => ((await never(enough)) === null ? 'landing' : null);
    expect(await eitherOf(stays, gives('task'), late)).toEqual(['task', 'landing']);
  });
  it('says what went wrong', async () => {
    const fails = () => Promise.reject(new Error('draining'));
    await expect(eitherOf(stays, fails, never)).rejects.toThrow('draining');
    await expect(eitherOf(stays, never, fails)).rejects.toThrow('draining');
  });
  it('gives what there is though the other went wrong', async () => {
    const fails: Wait<string> = async (enough) => {
      await never(enough);
      throw new Error('moved');
    };
    expect(await eitherOf(stays, gives('task'), fails)).toEqual(['task', null]);
  });
  it('ends when the client is gone', async () => {
    const gone = new AbortController();
    const waits = eitherOf(gone.signal, never, never);
    gone.abort();
    expect(await waits).toEqual([null, null]);
    expect(await eitherOf(gone.signal, never, never)).toEqual([null, null]);
  });
});
