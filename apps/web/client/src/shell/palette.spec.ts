/** @jest-environment node */
import { placeWord, type PlanView } from '@headrace/events';
import { task } from '../plan/plan.examples.ts';
import { optionsFor } from './palette.ts';

const records = {
  plans: [{ planId: 'tmc', title: 'TMC reimplementation', state: 'running' } as unknown as PlanView],
  tasks: [
    task('02b', { title: 'Advanced APIs', state: 'merging' }),
    task('02c', { title: 'Monitoring APIs', state: 'reviewing' }),
  ],
  now: 0,
  placeWord: (position: number) => placeWord(position, 'main'),
};
const offered = (typed: string) => optionsFor(typed, records).map(({ group, name }) => `${group}: ${name}`);

describe('the palette', () => {
  it('finds tasks by id and title, and says their state', () => {
    expect(optionsFor('monitor', records)[0]).toMatchObject({
      name: '02c Monitoring APIs',
      note: 'your review',
      glyph: 'reviewing',
      href: '/ui/plans/p/tasks/02c',
    });
  });

  it('offers places and plans before anything is typed, and no tasks', () => {
    expect(offered('')).toEqual(
      expect.arrayContaining(['Plans: TMC reimplementation', 'Places: Overview', 'Commands: Sign out']),
    );
    expect(offered('').some((name) => name.startsWith('Tasks'))).toBe(false);
  });

  it('goes to a position', () => {
    expect(optionsFor('#42117', records).at(-1)).toMatchObject({
      name: 'Go to #42117',
      href: '/ui/events/42117',
    });
  });

  it('goes to a position of the shard that the org lives in, and of no other', () => {
    const inEu = { ...records, placeWord: (position: number) => placeWord(position, 'eu') };
    expect(optionsFor('eu#7', inEu).at(-1)).toMatchObject({ name: 'Go to eu#7', href: '/ui/events/7' });
    expect(optionsFor('7', inEu).at(-1)).toMatchObject({ name: 'Go to eu#7' });
    expect(offered('eu#7')).toEqual([]);
  });

  it('leaves only commands after >', () => {
    expect(offered('>theme')).toEqual(['Commands: Change the theme']);
  });
});
