/** @jest-environment node */
import { middleCut } from './cut.words.ts';

describe('a text without its middle', () => {
  it.each([
    ['02c', 10, '02c'],
    ['check-phase-0', 10, 'check…se-0'],
    ['integration-harness', 12, 'integra…ness'],
    ['abcdef', 3, 'a…f'],
  ])('%s in %d letters', (text, most, cut) => {
    expect(middleCut(text, most)).toBe(cut);
    expect(cut.length).toBeLessThanOrEqual(most);
  });
});
