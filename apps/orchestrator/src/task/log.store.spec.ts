import { lineOf } from './log.store.ts';

describe('a stored line', () => {
  it('is what a session said', () => {
    const line = { at: '2026-11-19T13:42:07.000Z', t: 'edits', text: 'src/a.ts', path: 'src/a.ts' };
    expect(lineOf(JSON.stringify(line))).toEqual(line);
  });
  it.each(['plain', '{not json', '{"some":"json"}', ''])('is output otherwise: %j', (text) =>
    expect(lineOf(text)).toEqual({ at: '', t: 'out', text }),
  );
});
