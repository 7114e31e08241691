import { OrchestratorUrls, createRota } from './rota.ts';

describe('addresses of orchestrators', () => {
  it('are separated by commas', () =>
    expect(OrchestratorUrls.parse('http://a:1/, https://b')).toEqual(['http://a:1', 'https://b']));
  it.each(['', ' , ', 'ftp://a', 'http://a,b'])('are not %j', (text) =>
    expect(OrchestratorUrls.safeParse(text).success).toBe(false),
  );
});

describe('a rota', () => {
  it('stays with one that answers, and goes round', () => {
    const rota = createRota(['a', 'b', 'c']);
    expect(rota.current()).toBe('a');
    rota.failed('a');
    rota.failed('a'); // noticed twice, by two requests
    expect(rota.current()).toBe('b');
    rota.failed('b');
    rota.failed('c');
    expect(rota.current()).toBe('a');
  });
});
