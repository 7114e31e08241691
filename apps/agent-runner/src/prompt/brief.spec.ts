import { fittingBrief } from './brief.ts';

const paragraphs = Array.from({ length: 400 }, (_, i) => `Paragraph ${i} says something.`).join('\n\n');
const lengthAfter = (failures: number) => fittingBrief(paragraphs, failures, '/tmp/brief.md').length;

describe('the brief of an attempt', () => {
  it('is whole while nothing was too much', () =>
    expect(fittingBrief(paragraphs, 0, '/tmp/brief.md')).toBe(paragraphs));
  it('stays whole where it is short', () =>
    expect(fittingBrief('Mend it.', 3, '/tmp/brief.md')).toBe('Mend it.'));
  it('is cut between paragraphs, and says where the rest is', () =>
    expect(fittingBrief(paragraphs, 1, '/tmp/brief.md')).toMatch(
      /^Paragraph 0 says[^]* says something\.\n\n\[cut here: the whole brief, \d+ characters, is in \/tmp\/brief\.md; read the parts that you need\]$/,
    ));
  it('shrinks with each further attempt that does not fit, but never to nothing', () => {
    expect(lengthAfter(1)).toBeLessThan(8200);
    expect(lengthAfter(2)).toBeLessThan(4200);
    expect(lengthAfter(9)).toBeGreaterThan(500);
  });
  it('is cut where it has no line end', () =>
    expect(fittingBrief('x'.repeat(20_000), 1, '/f')).toMatch(/^x{8000}\n\n\[cut/));
});
