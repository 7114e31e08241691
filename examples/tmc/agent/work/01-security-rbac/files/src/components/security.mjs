import { Authenticator } from '../security/authenticator.mjs';
import { Authorizer } from '../security/authorizer.mjs';
import { GuardedStore } from '../security/guarded-store.mjs';

/** The name under which the server keeps this part. */
export const name = 'security';

/** Starts authentication and authorisation with three roles that nobody holds yet. */
export function start(server) {
  const authorizer = new Authorizer();
  authorizer.role('viewer', [{ verbs: ['get', 'list', 'watch'], kinds: ['*'] }]);
  authorizer.role('editor', [{ verbs: ['get', 'list', 'watch', 'create', 'update'], kinds: ['*'] }]);
  authorizer.role('admin', [{ verbs: ['*'], kinds: ['*'] }]);
  const authenticator = new Authenticator({ now: () => Date.now() });
  const storeFor = (user) => new GuardedStore(server.store, authorizer, user);
  return { authorizer, authenticator, storeFor, tenants: tenantsOf(authorizer, storeFor) };
}

/** Each tenant acts as an admin of its own logical cluster, and of no other. */
function tenantsOf(authorizer, storeFor) {
  const asAdmin = (cluster) => {
    authorizer.bind(cluster, 'admin', `user:${cluster}`);
    return storeFor({ name: cluster, groups: [] });
  };
  return {
    put: (cluster, name, value) => asAdmin(cluster).put(cluster, 'Note', { name, value }),
    get: (cluster, name) => asAdmin(cluster).get(cluster, 'Note', name)?.value ?? null,
    list: (cluster) =>
      asAdmin(cluster)
        .list(cluster, 'Note')
        .map((note) => note.name),
  };
}
