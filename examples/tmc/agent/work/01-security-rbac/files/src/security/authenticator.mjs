import { createHash, timingSafeEqual } from 'node:crypto';

/** Nobody we know. `code` is always `UNAUTHENTICATED`; the message does not say what was wrong. */
export class AuthenticationError extends Error {
  constructor() {
    super('the credentials are not valid');
    this.code = 'UNAUTHENTICATED';
  }
}

const digest = (text) => createHash('sha256').update(String(text)).digest();

/** Knows users by their tokens. It keeps digests only, and compares every one of them in constant time. */
export class Authenticator {
  #known = [];
  #now;

  /** `now` answers the current time in milliseconds. */
  constructor({ now }) {
    this.#now = now;
  }

  /** Lets `user` in with a bearer token until `expiresAt`, in milliseconds. */
  admit(bearer, user, expiresAt = Infinity) {
    this.#known.push({ digest: digest(bearer), user: Object.freeze({ groups: [], ...user }), expiresAt });
  }

  /** Lets a user in no longer; answers how many tokens that were. */
  revoke(userName) {
    const before = this.#known.length;
    this.#known = this.#known.filter(({ user }) => user.name !== userName);
    return before - this.#known.length;
  }

  /** The user behind an Authorization header, `Bearer …`. Throws AuthenticationError for anything else. */
  authenticate(header) {
    const presented = digest(/^Bearer (\S+)$/.exec(header ?? '')?.[1] ?? '');
    let found = null;
    for (const known of this.#known) {
      if (timingSafeEqual(known.digest, presented) && known.expiresAt > this.#now()) found = known.user;
    }
    if (!found) throw new AuthenticationError();
    return found;
  }
}
