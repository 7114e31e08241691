import { requireCluster } from '../workspace/boundary.mjs';
import { isWithin } from '../workspace/logical-cluster.mjs';

/** Somebody may not do what they asked for. `code` is always `FORBIDDEN`. */
export class ForbiddenError extends Error {
  constructor(user, verb, kind, cluster) {
    super(`${user.name} may not ${verb} ${kind} in ${cluster}`);
    this.code = 'FORBIDDEN';
  }
}

/** Verbs that change something; whoever may do everything may do `*`. */
export const VERBS = Object.freeze(['get', 'list', 'watch', 'create', 'update', 'delete']);

/**
 * Roles and who holds them, by logical cluster. What is not allowed is forbidden. A binding counts in its own cluster;
 * with `descends` also below it, never above or beside it.
 */
export class Authorizer {
  #roles = new Map();
  #bindings = [];

  /** Declares a role: rules of `{verbs, kinds}`, where `*` stands for all. Throws TypeError for an unknown verb. */
  role(name, rules) {
    const unknown = rules
      .flatMap(({ verbs }) => verbs)
      .filter((verb) => verb !== '*' && !VERBS.includes(verb));
    if (unknown.length > 0) throw new TypeError(`role ${name}: there is no verb ${unknown.join(', ')}`);
    this.#roles.set(name, structuredClone(rules));
  }

  /** Gives a role to `user:<name>` or `group:<name>` in one logical cluster. */
  bind(cluster, role, subject, { descends = false } = {}) {
    requireCluster(cluster);
    if (!this.#roles.has(role)) throw new TypeError(`there is no role ${role}`);
    if (!/^(user|group):./.test(subject)) throw new TypeError(`${subject} is neither user: nor group:`);
    this.#bindings.push({ cluster, role, subject, descends });
  }

  /** Takes it back; answers whether it was held. */
  unbind(cluster, role, subject) {
    const before = this.#bindings.length;
    this.#bindings = this.#bindings.filter(
      (binding) => binding.cluster !== cluster || binding.role !== role || binding.subject !== subject,
    );
    return this.#bindings.length < before;
  }

  /** Whether a user `{name, groups}` may do `verb` to objects of `kind` in a logical cluster. */
  allows(user, verb, kind, cluster) {
    requireCluster(cluster);
    const subjects = new Set([`user:${user.name}`, ...user.groups.map((group) => `group:${group}`)]);
    return this.#bindings.some(
      (binding) =>
        subjects.has(binding.subject) &&
        (binding.cluster === cluster || (binding.descends && isWithin(cluster, binding.cluster))) &&
        this.#roles.get(binding.role).some((rule) => covers(rule.verbs, verb) && covers(rule.kinds, kind)),
    );
  }

  /** Like `allows`, but throws ForbiddenError. */
  require(user, verb, kind, cluster) {
    if (!this.allows(user, verb, kind, cluster)) throw new ForbiddenError(user, verb, kind, cluster);
  }
}

const covers = (list, item) => list.includes('*') || list.includes(item);
