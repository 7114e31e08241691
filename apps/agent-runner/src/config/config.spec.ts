import { configOf } from './config.ts';
import { wordsOf } from './words.ts';

const token = ['--token-file', '/run/token'];

describe('the configuration', () => {
  it('takes flags before variables before defaults', () => {
    const config = configOf([...token, '--slots', '4', '--roles', 'a,b'], {
      HEADRACE_SLOTS: '9',
      HEADRACE_RUNNER_ID: 'r1',
    });
    expect(config).toMatchObject({ id: 'r1', slots: 4, roles: ['a', 'b'], labels: [], idleSeconds: 900 });
  });

  it('reads agents as name and command', () => {
    const { agents } = configOf([...token, '--agent', 'demo=node agent.mjs --mode "a b"'], {});
    expect([...agents]).toEqual([['demo', ['node', 'agent.mjs', '--mode', 'a b']]]);
  });

  it('reads agents from the environment, one a line', () => {
    const { agents } = configOf(token, { HEADRACE_AGENTS: 'one=a b\ntwo=c' });
    expect([...agents.keys()]).toEqual(['one', 'two']);
  });

  it.each([
    [['--slots', '0'], /--slots/],
    [['--agent', 'shell=x'], /built in/],
    [['--agent', 'Nope'], /NAME=COMMAND/],
    [['--what'], /--what/],
    [['--url', 'ftp://x'], /--url/],
    [['--url', 'http://a,b'], /--url/],
  ])('says what is wrong with %j', (flags, message) => {
    expect(() => configOf([...token, ...flags], {})).toThrow(message);
  });

  it('needs a token file', () => expect(() => configOf([], {})).toThrow(/--token-file/));
});

describe('the words of a command', () => {
  it.each([
    ['a b', ['a', 'b']],
    [` a  'b c' "d e"`, ['a', 'b c', 'd e']],
    [`x="y z"`, ['x=y z']],
    ['', []],
  ])('of %j', (line, words) => expect(wordsOf(line)).toEqual(words));
});

describe("an agent's account", () => {
  const given = (account: string[], env = {}) =>
    configOf(
      [
        ...account.flatMap((each) => ['--account', each]),
        '--id',
        'r1',
        '--token-file',
        '/t',
        '--state',
        '/s',
      ],
      env,
    ).accounts;
  it('is named where it is not that of its own name', () =>
    expect(given(['claude=team', 'codex=team'])).toEqual({ claude: 'team', codex: 'team' }));
  it('comes from the environment as well', () =>
    expect(given([], { HEADRACE_ACCOUNTS: 'claude=team, codex=own' })).toEqual({
      claude: 'team',
      codex: 'own',
    }));
  it.each(['claude', '=team', 'claude=', 'claude=Team A', 'a=b=c'])('is not %j', (wrong) =>
    expect(() => given([wrong])).toThrow('--account'),
  );
});
