import { cutLines } from './lines.ts';

const cut = (...chunks: (string | Uint8Array)[]) => {
  const lines: string[] = [];
  const cutter = cutLines((line) => lines.push(line));
  for (const chunk of chunks) cutter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  cutter.end();
  return lines;
};

describe('cutting lines', () => {
  it('joins what chunks have torn', () => expect(cut('a', 'b\nc', '\r\n\nd')).toEqual(['ab', 'c', '', 'd']));

  it('keeps a character whose bytes came apart', () => {
    const bytes = Buffer.from('é\n');
    expect(cut(bytes.subarray(0, 1), bytes.subarray(1))).toEqual(['é']);
  });

  it('cuts a line that never ends', () => {
    const lines = cut('x'.repeat(600_000));
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join('')).toHaveLength(600_000);
  });
});
