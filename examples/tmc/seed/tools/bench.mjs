import { drain } from '../src/controllers/run.mjs';
import { createServer } from '../src/server.mjs';

/** Objects that the controllers look at for one heartbeat of one tenant among `tenants`: counted, not timed. */
async function costOfOneChange(tenants) {
  const server = await createServer();
  for (let n = 0; n < tenants; n += 1) {
    server.store.put(`root:t${n}`, 'SyncTarget', { name: 'east', heartbeat: 0 });
    server.store.put(`root:t${n}`, 'Workload', { name: 'web', target: 'east' });
  }
  drain(server.controllers);
  const before = server.store.stats.reads;
  server.store.put('root:t0', 'SyncTarget', { name: 'east', heartbeat: 1, ready: true });
  drain(server.controllers);
  return server.store.stats.reads - before;
}

const few = await costOfOneChange(5);
const many = await costOfOneChange(50);
console.log(`objects looked at for one change: ${few} among 5 tenants, ${many} among 50`);
console.log(`growth when there are ten times as many tenants: ${(many / few).toFixed(2)}`);
