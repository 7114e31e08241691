// node apps/orchestrator/test/adapter/measure.mjs: what a request costs with each HTTP adapter, alternating.
// CPU time of the server's process is steadier than requests a second where the machine is shared.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';

const SECONDS = 3;
const commandOf = (n) => ({
  id: `c${n}`,
  command: { type: 'HoldTask', planId: 'plan', taskId: `task-${n}`, note: 'measured' },
});

async function start(adapter) {
  const child = fork(new URL('server.mjs', import.meta.url), [adapter]);
  const [{ port }] = await once(child, 'message');
  return { child, port };
}

const post = (port, agent, body) =>
  new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-auth-token': 'x'.repeat(32),
    };
    const sent = request(
      { port, host: '127.0.0.1', agent, method: 'POST', path: '/commands', headers },
      (answer) => {
        answer
          .resume()
          .on('end', () =>
            answer.statusCode === 200 ? resolve() : reject(new Error(`${answer.statusCode}`)),
          );
      },
    );
    sent.on('error', reject).end(body);
  });

async function load(port, batch, connections) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const body = JSON.stringify(Array.from({ length: batch }, (_, n) => commandOf(n)));
  const end = performance.now() + SECONDS * 1000;
  let requests = 0;
  const one = async () => {
    while (performance.now() < end) {
      await post(port, agent, body);
      requests += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  agent.destroy();
  return requests;
}

async function cpuMs(child) {
  child.send('cpu');
  const [{ user, system }] = await once(child, 'message');
  return (user + system) / 1000;
}

async function measured({ child, port }, batch, connections) {
  const before = await cpuMs(child);
  const requests = await load(port, batch, connections);
  const cpu = (await cpuMs(child)) - before;
  return {
    'requests/s': Math.round(requests / SECONDS),
    'cpu µs/request': Math.round((cpu * 1000) / requests),
  };
}

for (const round of [1, 2, 3]) {
  for (const adapter of ['express', 'fastify']) {
    const server = await start(adapter);
    await load(server.port, 1, 32);
    console.log(
      round,
      adapter,
      '1 command',
      await measured(server, 1, 32),
      '100 commands',
      await measured(server, 100, 16),
    );
    server.child.kill();
    await once(server.child, 'exit');
  }
}
