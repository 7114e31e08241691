import { BinaryManager } from '../binaries/binary-manager.mjs';

/** The name under which the server keeps this part. */
export const name = 'binaries';

/** Starts the binary manager. */
export function start() {
  const manager = new BinaryManager();
  return {
    manager,
    tenants: {
      put: (cluster, name, value) => manager.register(cluster, { name, version: '1', bytes: value }),
      get: (cluster, name) => manager.resolve(cluster, name).bytes,
      list: (cluster) => manager.list(cluster),
    },
  };
}
