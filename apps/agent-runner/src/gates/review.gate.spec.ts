import { verdictIn } from './review.gate.ts';

describe('a verdict', () => {
  it.each([
    ['Looks fine.\nVERDICT: approve — small and tested', true, 'sec approves: small and tested'],
    ['VERDICT: reject - no test', false, 'sec rejects: no test'],
    ['VERDICT: reject — a\nOn reflection:\n**VERDICT: approve**\n', true, 'sec approves'],
    ['I approve.', false, 'sec gave no verdict in the last line'],
    ['VERDICT: approve\nbut wait, there is more', false, 'sec gave no verdict in the last line'],
    ['', false, 'sec gave no verdict in the last line'],
  ])('in %j', (said, passed, summary) => expect(verdictIn(said, 'sec')).toMatchObject({ passed, summary }));
});
