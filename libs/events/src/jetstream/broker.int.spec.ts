import { startTestServer, type TestServer } from '../testing/nats.server.ts';
import { connectBroker, whileConnected, type Broker, type BrokerStatus } from './broker.ts';

describe('a connection to the broker', () => {
  let server: TestServer;
  const open: Broker[] = [];
  const connected = async (options: { patient?: boolean; signal?: AbortSignal } = {}) => {
    const broker = await connectBroker({ url: server.url, name: 'test', ...options });
    open.push(broker);
    return broker;
  };

  beforeEach(async () => void (server = await startTestServer()));
  afterEach(async () => {
    for (const broker of open.splice(0)) await broker.close();
    await server.stop();
  });

  it('is lost and regained as often as the server goes and comes', async () => {
    const broker = await connected();
    const seen: BrokerStatus[] = [];
    const stop = broker.onStatus((status) => seen.push(status));
    for (let i = 0; i < 2; i++) {
      await server.restart();
      await until(broker, 'regained', seen, i + 1);
    }
    expect(seen).toEqual(['lost', 'regained', 'lost', 'regained']);
    expect(broker.isConnected()).toBe(true);
    stop();
    await server.restart();
    await broker.connected();
    expect(seen).toHaveLength(4);
  });

  it('can be waited for', async () => {
    const broker = await connected();
    await broker.connected();
    const lost = new Promise<void>((resolve) => broker.onStatus((status) => status === 'lost' && resolve()));
    await server.kill();
    await lost;
    const back = broker.connected();
    await server.restart();
    await back;
    expect(broker.isConnected()).toBe(true);
  });

  it('is not waited for any more when the wait is aborted, or it is closed', async () => {
    const broker = await connected();
    const lost = new Promise<void>((resolve) => broker.onStatus((status) => status === 'lost' && resolve()));
    await server.kill();
    await lost;
    const giveUp = new AbortController();
    const first = broker.connected(giveUp.signal);
    const second = broker.connected();
    giveUp.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    await Promise.all([broker.close(), expect(second).rejects.toMatchObject({ code: 'BROKER_UNREACHABLE' })]);
  });

  it('does not let a request wait for a server that has gone', async () => {
    const broker = await connected();
    broker.nc.subscribe('silent', { callback: () => {} });
    const asked = whileConnected(broker, broker.nc.request('silent', '', { timeout: 60_000 }));
    await Promise.all([server.kill(), expect(asked).rejects.toMatchObject({ code: 'BROKER_UNREACHABLE' })]);
  });

  it('fails at once where there is no server, and names no password', async () => {
    await server.kill();
    const url = server.url.replace('//', '//ada:secret@');
    const failing = connectBroker({ url, name: 'test' });
    await expect(failing).rejects.toMatchObject({ code: 'BROKER_UNREACHABLE' });
    await expect(failing).rejects.toThrow(/^(?!.*secret)/);
  });

  it('waits for a server that is not there yet, if it is told to', async () => {
    await server.kill();
    const connecting = connected({ patient: true });
    await server.restart();
    expect((await connecting).isConnected()).toBe(true);
  });

  it('stops waiting for it when it is aborted', async () => {
    await server.kill();
    const giveUp = new AbortController();
    const connecting = connected({ patient: true, signal: giveUp.signal });
    giveUp.abort(new Error('enough'));
    await expect(connecting).rejects.toThrow();
  });

  it('says what the server can do', async () => {
    const { version } = (await connected()).features();
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
  });
});

function until(broker: Broker, wanted: BrokerStatus, seen: BrokerStatus[], times: number): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (seen.filter((status) => status === wanted).length < times) return;
      stop();
      resolve();
    };
    const stop = broker.onStatus(check);
    queueMicrotask(check);
  });
}
