import { verbsOf } from './verb.words.ts';

describe('what is possible, in verbs', () => {
  it('is what a person can type, each once', () =>
    expect(verbsOf(['EditPlan', 'EditTask', 'HoldTask', 'OpenChange'])).toEqual(['plan edit', 'task hold']));
  it('leaves out what another version knows', () => expect(verbsOf(['DreamTask'])).toEqual([]));
});
