import { SecretStore } from '../secrets/secret-store.mjs';

/** The name under which the server keeps this part. */
export const name = 'secrets';

/** Starts the store of secrets. */
export function start(server) {
  const secrets = new SecretStore(server.store);
  return {
    secrets,
    tenants: {
      put: (cluster, name, value) => secrets.write(cluster, name, value),
      get: (cluster, name) => secrets.read(cluster, name),
      list: (cluster) => secrets.list(cluster),
    },
  };
}
