import {
  CommandRequest,
  errors,
  type CommandAnswer,
  type ErrorCode,
  type ProblemDocument,
} from '@headrace/events';
import { brokerConfiguration, inboxPrefixOf } from '@headrace/events/jetstream';
import { nearly, seed } from '@headrace/events/testing';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import fc from 'fast-check';
import { z } from 'zod';
import { startRunning, type Running } from '../../test/running.ts';
import { ADMIN } from '../../test/speak.ts';
import { prepared } from '../../test/story.ts';

describe('commands over NATS', () => {
  let running: Running;
  let nc: NatsConnection;
  beforeAll(async () => {
    running = await startRunning();
    await prepared(running);
    nc = await connect({ servers: running.nats.url });
  });
  afterAll(async () => {
    await nc.close();
    await running.stop();
  });

  const send = async (data: object) => {
    const msg = await nc.request('hr.commands', JSON.stringify({ pattern: 'hr.commands', id: '1', data }), {
      timeout: 5000,
    });
    return msg.json<{ response?: Record<string, unknown>[]; err?: Record<string, unknown> }>();
  };
  const hold = { command: { type: 'HoldTask', planId: 'p', taskId: 'a' } };

  it('are answered as over HTTP', async () => {
    const { response } = await send({ token: ADMIN, commands: [hold, hold] });
    expect(response).toMatchObject([
      { ok: true, events: ['TaskHeld'] },
      { ok: true, events: [] },
    ]);
  });

  it('are for the org that a token may name', async () => {
    const { response } = await send({ token: ADMIN, org: 'acme', commands: [hold] });
    expect(response).toMatchObject([{ ok: false, problem: { code: 'PLAN_NOT_FOUND' } }]);
  });

  it.each<[string, object, string]>([
    ['no token', { commands: [hold] }, 'TOKEN_MISSING'],
    ['a wrong token', { token: 'wrong', commands: [hold] }, 'TOKEN_INVALID'],
    ['a wrong body', { token: ADMIN, commands: [{ command: { type: 'Nonsense' } }] }, 'BODY_INVALID'],
  ])('are refused with %s', async (_, data, code) => {
    expect((await send(data)).err).toMatchObject({ code, type: `urn:headrace:${code}` });
  });

  const answerTo = async (message: string | Uint8Array) => {
    const msg = await nc.request('hr.commands', message, { timeout: 5000 });
    return msg.json<{ err?: ProblemDocument; response?: CommandAnswer[] }>();
  };

  it.each([
    ['what is not JSON', '{', 'JSON_INVALID'],
    ['nothing', '', 'JSON_INVALID'],
    ['bytes', Uint8Array.of(0, 255, 254), 'JSON_INVALID'],
    ['null', 'null', 'TOKEN_MISSING'],
    ['a number', '7', 'TOKEN_MISSING'],
    ['no message of ours', '{"commands":[]}', 'TOKEN_MISSING'],
    ['a token of another type', '{"id":"1","data":{"token":{"a":1}}}', 'TOKEN_MISSING'],
    ['no id', JSON.stringify({ data: { token: ADMIN } }), 'BODY_INVALID'],
    ['another pattern', JSON.stringify({ pattern: 'x', id: {}, data: { token: 'wrong' } }), 'TOKEN_INVALID'],
  ])('are answered also for %s', async (_, message, code) => {
    expect((await answerTo(message)).err).toMatchObject({ code, hint: errors[code as ErrorCode].hint });
  });

  it(`are never a fault of ours (TEST_SEED=${seed})`, async () => {
    const commands = nearly(z.toJSONSchema(z.array(CommandRequest), { io: 'input' }), [
      'p',
      'a',
      'r1',
      'p.a.1',
    ]);
    const property = fc.asyncProperty(
      commands,
      fc.constantFrom(undefined, 'main', 7, '\0'),
      async (given, org) => {
        const { err, response } = await answerTo(
          JSON.stringify({ id: '1', data: { token: ADMIN, org, commands: given } }),
        );
        const said = [err?.code, ...(response ?? []).map((each) => (each.ok ? null : each.problem.code))];
        for (const code of said) if (code) expect(errors[code as ErrorCode].status).toBeLessThan(500);
        expect(JSON.stringify([err, response])).not.toMatch(/an-admin-token|node_modules|\.ts:\d/);
      },
    );
    await fc.assert(property, { seed, numRuns: 60 });
  });

  it('are bound to what a token may do', async () => {
    const { json } = await running.post('/tokens', { actor: 'reactor:planner' });
    const { response } = await send({ token: json.token, org: 'main', commands: [hold] });
    expect(response).toMatchObject([{ ok: false, problem: { code: 'FORBIDDEN' } }]);
  });
});

describe('a broker with users', () => {
  const password = 'long-enough-for-a-test';
  const passwords = { orchestrator: password, planner: password, web: password, inspector: password };

  it('lets the orchestrator do its work, and others only ask', async () => {
    const text = brokerConfiguration({ port: 0, storeDir: '/unused', passwords });
    const config = text.slice(text.indexOf('authorization {'));
    const login = { NATS_USER: 'orchestrator', NATS_PASSWORD: password };
    const running = await startRunning(login, { config });
    await prepared(running);
    const planner = await connect({
      servers: running.nats.url,
      user: 'planner',
      pass: password,
      inboxPrefix: inboxPrefixOf('planner'),
    });
    const data = { token: ADMIN, commands: [{ command: { type: 'HoldTask', planId: 'p', taskId: 'a' } }] };
    const msg = await planner.request(
      'hr.commands',
      JSON.stringify({ pattern: 'hr.commands', id: '1', data }),
    );
    expect(msg.json()).toMatchObject({ response: [{ ok: true, events: ['TaskHeld'] }] });
    expect((await running.get('/clusters')).json.clusters).toMatchObject([{ broker: { connected: true } }]);
    await planner.close();
    await running.stop();
  });
});
