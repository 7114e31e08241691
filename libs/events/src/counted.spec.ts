import { counted } from './counted.ts';

describe('a number with its word', () => {
  it.each([
    [0, 'approval', '0 approvals'],
    [1, 'approval', '1 approval'],
    [2, 'approval', '2 approvals'],
  ])('%i %s is "%s"', (count, word, text) => expect(counted(count, word)).toBe(text));
  it('takes the plural that is said', () =>
    expect(counted(2, 'piece of work', 'pieces of work')).toBe('2 pieces of work'));
});
