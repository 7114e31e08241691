import { startRunning, type Running } from '../../test/running.ts';

describe('the HTTP side', () => {
  let running: Running;
  beforeAll(async () => void (running = await startRunning()));
  afterAll(() => running.stop());

  it('says that it is well, without a token', async () => {
    const { status, json } = await running.get('/health', { token: null });
    expect({ status, json }).toMatchObject({
      status: 200,
      json: { status: 'ok', nats: { connected: true }, writer: { role: 'writer' } },
    });
  });
});
