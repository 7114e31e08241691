import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drain } from '../../src/controllers/run.mjs';
import { createServer } from '../../src/server.mjs';

async function worldOf(tenants) {
  const server = await createServer();
  for (let n = 0; n < tenants; n += 1) {
    server.store.put(`root:t${n}`, 'SyncTarget', { name: 'east', heartbeat: 0 });
    server.store.put(`root:t${n}`, 'Workload', { name: 'web', target: 'east' });
  }
  drain(server.controllers, 1_000_000);
  return server;
}

/** What `act` costs: objects looked at, objects written, steps of controllers. Counted, so that it never flakes. */
function costOf(server, act) {
  const before = { ...server.store.stats };
  act(server);
  const steps = drain(server.controllers, 1_000_000);
  return {
    reads: server.store.stats.reads - before.reads,
    writes: server.store.stats.writes - before.writes,
    steps,
  };
}

async function costs(act) {
  return [costOf(await worldOf(10), act), costOf(await worldOf(300), act)];
}

describe('the cost of one change does not grow with the number of tenants', () => {
  it('a heartbeat', async () => {
    const [few, many] = await costs(({ store }) =>
      store.put('root:t1', 'SyncTarget', { name: 'east', heartbeat: 1, ready: true }),
    );
    assert.deepEqual(few, many);
  });

  it('a new workload', async () => {
    const [few, many] = await costs(({ store }) =>
      store.put('root:t1', 'Workload', { name: 'db', target: 'east' }),
    );
    assert.deepEqual(few, many);
  });

  it('a tick on which nothing is due', async () => {
    const [few, many] = await costs(({ parts }) => parts.controllers.targets.tick());
    assert.deepEqual([few.reads, many.reads], [0, 0]);
  });
});

it('a burst of changes to one object is one piece of work', async () => {
  const server = await worldOf(5);
  const { reads } = costOf(server, ({ store }) => {
    for (let n = 0; n < 100; n += 1)
      store.put('root:t1', 'Workload', { name: 'web', target: 'east', image: `v${n}` });
  });
  assert.ok(reads < 10, `${reads} objects were looked at`);
});
