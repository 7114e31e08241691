import { randomBytes } from 'node:crypto';
import { SecretStore } from '../secrets/secret-store.mjs';

/** The name under which the server keeps this part. */
export const name = 'secrets';

/** Starts the store of secrets. Without a root key of the operator's, secrets live as long as the process. */
export function start(server) {
  const secrets = new SecretStore(server.store, server.rootKey ?? randomBytes(32));
  return {
    secrets,
    tenants: {
      put: (cluster, name, value) => secrets.write(cluster, name, value),
      get: (cluster, name) => secrets.read(cluster, name),
      list: (cluster) => secrets.list(cluster),
    },
  };
}
