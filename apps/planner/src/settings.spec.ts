import { settingsFrom } from './settings.ts';

const env = {
  DATABASE_URL: 'postgres://u:p@127.0.0.1:5432/headrace',
  ORCHESTRATOR_TOKEN: 'a token of some length',
};

describe('the settings', () => {
  it('need to know where Postgres is, and little else', () =>
    expect(settingsFrom(env)).toMatchObject({
      shard: 'main',
      logLevel: 'info',
      databaseUrl: env.DATABASE_URL,
      nats: { url: 'nats://127.0.0.1:4222' },
      token: { admin: env.ORCHESTRATOR_TOKEN },
    }));

  it('prefer the token that was minted for reactors', () =>
    expect(settingsFrom({ ...env, PLANNER_TOKEN: 'hr1.a-minted-token' }).token).toEqual({
      planner: 'hr1.a-minted-token',
    }));

  it('take what is empty for missing', () =>
    expect(settingsFrom({ ...env, ORCHESTRATOR_TOKEN: '', NATS_USER: '' })).toMatchObject({
      token: null,
      nats: { user: undefined },
    }));

  it.each([
    ['DATABASE_URL', { DATABASE_URL: undefined }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://u@h/d' }],
    ['HEADRACE_SHARD', { HEADRACE_SHARD: 'Main Shard' }],
    ['ORCHESTRATOR_TOKEN', { ORCHESTRATOR_TOKEN: 'short' }],
  ])('name %s when it is wrong', (name, wrong) =>
    expect(() => settingsFrom({ ...env, ...wrong })).toThrow(new RegExp(`^${name}: `)),
  );

  it('never repeat a secret in what they say', () => {
    const settings = () => settingsFrom({ ...env, ORCHESTRATOR_TOKEN: 'sh0rt-secret' });
    expect(settings).toThrow();
    expect(settings).not.toThrow('sh0rt-secret');
  });
});
