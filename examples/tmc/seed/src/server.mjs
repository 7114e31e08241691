import { readdir } from 'node:fs/promises';
import { Store } from './store/store.mjs';

const COMPONENTS = new URL('./components/', import.meta.url);

/**
 * Puts the parts together. Every module in `components/` exports `name` and `start(server)`; what `start` answers
 * becomes `server.parts[name]`. A part says in `tenants` what tenants reach through it (`put`, `get`, `list`), or null.
 */
export async function createServer({ store = new Store() } = {}) {
  const server = { store, parts: {}, controllers: [] };
  for (const component of await loadComponents())
    server.parts[component.name] = await component.start(server);
  return server;
}

async function loadComponents() {
  const files = (await readdir(COMPONENTS)).filter((file) => file.endsWith('.mjs')).sort();
  return Promise.all(files.map((file) => import(new URL(file, COMPONENTS).href)));
}
