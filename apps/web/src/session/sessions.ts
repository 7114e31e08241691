import { ProblemError } from '../http/problem.ts';
import { createCodes, type Codes } from './session.codes.ts';
import { createSeal, isSame, type Seal, type Session } from './session.seal.ts';

/** Whoever shows the admin's token is the admin. */
export const ADMIN = 'admin:local';

const WINDOW_MS = 60_000;
const MOST_FAILURES = 20;

/** Who is signed in, and who may be. */
export class Sessions {
  readonly seal: Seal;
  readonly codes: Codes = createCodes();
  readonly #token: string;
  readonly #over = new Map<string, number>();
  #failures: number[] = [];

  constructor(token: string) {
    this.#token = token;
    this.seal = createSeal(token);
  }

  isToken(given: string): boolean {
    return isSame(given, this.#token);
  }

  /** Errors: TOKEN_INVALID, CODE_INVALID, RATE_LIMITED. */
  signIn(
    proof: { readonly token: string } | { readonly code: string },
    now: number,
  ): { readonly value: string } {
    this.#failures = this.#failures.filter((at) => at > now - WINDOW_MS);
    if (this.#failures.length >= MOST_FAILURES)
      throw new ProblemError('RATE_LIMITED', 'Too many wrong tokens within a minute');
    const isGood = 'token' in proof ? this.isToken(proof.token) : this.codes.use(proof.code, now);
    if (isGood) return this.seal.issue(ADMIN, now);
    this.#failures.push(now);
    if ('token' in proof) throw new ProblemError('TOKEN_INVALID', 'This is not the token');
    throw new ProblemError('CODE_INVALID', 'This link was used, or is older than ten minutes');
  }

  /** Of a cookie header; null where none of ours is in it, or it is over. */
  find(cookies: string | undefined, now: number): Session | null {
    const value = cookieIn(cookies ?? '', this.seal.cookieName);
    const session = value === null ? null : this.seal.open(value, now);
    return session && !this.#over.has(session.id) ? session : null;
  }

  /** A cookie that somebody kept is worth nothing after this. */
  signOut({ id, until }: Session, now: number): void {
    for (const [other, end] of this.#over) if (end <= now) this.#over.delete(other);
    this.#over.set(id, until);
  }

  cookieOf(value: string, maxAgeSeconds: number): string {
    return `${this.seal.cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}`;
  }
}

function cookieIn(cookies: string, name: string): string | null {
  for (const part of cookies.split(';')) {
    const [key, value] = part.trim().split('=');
    if (key === name && value) return value;
  }
  return null;
}
