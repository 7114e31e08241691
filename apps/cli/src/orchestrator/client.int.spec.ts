import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openClient, type Client } from './client.ts';

describe('the client', () => {
  let server: Server;
  let client: Client;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = openClient({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      token: 'secret',
      org: 'acme',
    });
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('sends the token in a header, never in the address', async () => {
    answer = ({ headers, url }, response) =>
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ token: headers['x-auth-token'], url }));
    expect(await client.get('/tasks', { q: 'a b', state: undefined })).toEqual({
      token: 'secret',
      url: '/tasks?q=a+b',
    });
  });

  it('turns a problem document into a failure with its code and hint', async () => {
    answer = (_, response) =>
      response
        .writeHead(409)
        .end(
          JSON.stringify({ code: 'PLAN_EXISTS', detail: 'a plan tmc exists', hint: 'Choose another id.' }),
        );
    await expect(client.get('/plans')).rejects.toMatchObject({
      code: 'PLAN_EXISTS',
      message: 'a plan tmc exists',
      hint: 'Choose another id.',
    });
  });

  it('says that nobody answers', async () => {
    const nobody = openClient({ url: 'http://127.0.0.1:1', token: '', org: '' });
    await expect(nobody.get('/health')).rejects.toMatchObject({ code: 'ORCHESTRATOR_UNREACHABLE' });
  });

  it('asks the next of several addresses when one does not answer', async () => {
    answer = (_, response) => response.setHeader('content-type', 'application/json').end('{}');
    const url = `http://127.0.0.1:1,${client.connection.url}`;
    expect(await openClient({ url, token: '', org: '' }).get('/health')).toEqual({});
  });

  it('goes on after the last frame when a stream breaks off', async () => {
    answer = ({ headers }, response) => {
      const after = Number(headers['last-event-id'] ?? 0);
      response.setHeader('content-type', 'text/event-stream').end(`id: ${after + 1}\ndata: ${after + 1}\n\n`);
    };
    const abort = new AbortController();
    const seen: string[] = [];
    for await (const { data } of client.stream('/events', {}, abort.signal)) {
      seen.push(data);
      if (seen.length === 3) abort.abort();
    }
    expect(seen).toEqual(['1', '2', '3']);
  });

  it('says that nobody answers when an answer is cut off', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{', () => response.destroy());
    };
    await expect(client.get('/tasks')).rejects.toMatchObject({ code: 'ORCHESTRATOR_UNREACHABLE' });
  });

  it('follows a stream through a log that is away for a moment', async () => {
    let asked = 0;
    answer = (_, response) => {
      asked += 1;
      if (asked === 1)
        response.writeHead(503).end(JSON.stringify({ code: 'LOG_UNAVAILABLE', detail: '', hint: '' }));
      else response.setHeader('content-type', 'text/event-stream').end('id: 1\ndata: 1\n\n');
    };
    const abort = new AbortController();
    for await (const { data } of client.stream('/events', {}, abort.signal)) {
      expect(data).toBe('1');
      abort.abort();
    }
    expect(asked).toBe(2);
  });
});
