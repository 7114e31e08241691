import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { openClient } from '../orchestrator/client.ts';
import { openPolicyReviewer } from './demo.review.ts';

it('the policy decides in the end what it could not decide at once', async () => {
  const away = [
    ['GET /changes/p.a.1?after=7', 'READ_MODEL_UNAVAILABLE'],
    ['POST /changes/p.a.1/review', 'LOG_UNAVAILABLE'],
  ];
  const failed: Error[] = [];
  let decide: (body: unknown) => void = () => undefined;
  const decided = new Promise<unknown>((resolve) => (decide = resolve));
  const server = createServer((request, response) => {
    const asked = `${request.method} ${request.url}`;
    const [first] = away;
    if (asked === first?.[0]) {
      away.shift();
      return void response.writeHead(503).end(JSON.stringify({ code: first[1], detail: '', hint: '' }));
    }
    if (asked.endsWith('/review')) void text(request).then((body) => decide(JSON.parse(body)));
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify(asked === 'POST /tokens' ? { token: 't' } : { change: { head: 'h' } }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const admin = openClient({ url: `http://127.0.0.1:${port}`, token: 'a', org: 'main' });
  const reviewer = await openPolicyReviewer(admin, (error) => failed.push(error));
  reviewer.take({ kind: 'review', changeId: 'p.a.1', position: 7 });
  expect(await decided).toMatchObject({ head: 'h', verdict: 'approve' });
  expect([away, failed]).toEqual([[], []]);
  reviewer.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
