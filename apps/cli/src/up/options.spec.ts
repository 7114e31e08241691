import { upOptions } from './options.ts';

describe('the options of up', () => {
  it('have defaults', () =>
    expect(upOptions({}, {})).toMatchObject({ orchestratorPort: 18080, webPort: 8090, runners: 2 }));
  it('come from the environment', () =>
    expect(upOptions({}, { HEADRACE_WEB_PORT: '0', HEADRACE_RUNNERS: '5' })).toMatchObject({
      webPort: 0,
      runners: 5,
    }));
  it('are won by flags', () =>
    expect(upOptions({ webPort: '9000' }, { HEADRACE_WEB_PORT: '1' })).toMatchObject({ webPort: 9000 }));
  it('name the flag that is wrong', () =>
    expect(() => upOptions({ orchestratorPort: '70000' }, {})).toThrow(/--orchestrator-port/));
  it('take agents as NAME=COMMAND only', () =>
    expect(() => upOptions({ agent: ['tmc'] }, {})).toThrow(/NAME=COMMAND/));
});
