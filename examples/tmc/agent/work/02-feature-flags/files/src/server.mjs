import { readdir } from 'node:fs/promises';
import { FeatureGate } from './flags/feature-gate.mjs';
import { FLAGS } from './flags/flags.mjs';
import { Store } from './store/store.mjs';

const COMPONENTS = new URL('./components/', import.meta.url);

/**
 * Puts the parts together. Every module in `components/` exports `name` and `start(server)`; what `start` answers
 * becomes `server.parts[name]`. A part says in `tenants` what tenants reach through it (`put`, `get`, `list`), or null.
 * A part whose feature flag is off is not started.
 */
export async function createServer({ store = new Store(), flags = new FeatureGate(FLAGS) } = {}) {
  const server = { store, flags, parts: {}, controllers: [] };
  for (const component of await loadComponents()) {
    if (!flags.runs(component.name)) continue;
    server.parts[component.name] = await component.start(server);
  }
  return server;
}

async function loadComponents() {
  const files = (await readdir(COMPONENTS)).filter((file) => file.endsWith('.mjs')).sort();
  return Promise.all(files.map((file) => import(new URL(file, COMPONENTS).href)));
}
