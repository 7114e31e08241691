import { createFlights, type Follower } from './flights.ts';

const noting = (notes: string[], name: string): Follower => ({
  settled: () => void notes.push(`${name} settled`),
  dropped: () => void notes.push(`${name} dropped`),
});

describe('what hangs on commits under way', () => {
  it('is settled at once when there is none', () => {
    const notes: string[] = [];
    createFlights().follow(noting(notes, 'a'));
    expect(notes).toEqual(['a settled']);
  });
  it('is settled with the last of them, in order', () => {
    const notes: string[] = [];
    const flights = createFlights();
    flights.add(noting(notes, 'first'));
    flights.add(noting(notes, 'second'));
    flights.follow(noting(notes, 'refusal'));
    flights.land();
    expect(notes).toEqual(['first settled']);
    flights.land();
    expect(notes.slice(1)).toEqual(['second settled', 'refusal settled']);
  });
  it('is dropped in order', () => {
    const notes: string[] = [];
    const flights = createFlights();
    flights.add(noting(notes, 'first'));
    flights.follow(noting(notes, 'refusal'));
    flights.add(noting(notes, 'second'));
    flights.drop(new Error('gone'));
    expect(notes).toEqual(['first dropped', 'refusal dropped', 'second dropped']);
    expect(flights.size()).toBe(0);
  });
});
