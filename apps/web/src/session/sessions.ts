import type { Allowance, Standing } from '@headrace/events/token';
import { ProblemError } from '../http/problem.ts';
import { createCodes, type Codes } from './session.codes.ts';
import { createSeal, isSame, type Seal, type Session } from './session.seal.ts';

/** Whoever shows the admin's token is the admin. */
export const ADMIN = 'admin:local';

/** Who is signed in, and who may be. */
export class Sessions {
  readonly seal: Seal;
  readonly codes: Codes = createCodes();
  readonly #token: string;
  readonly #over = new Map<string, number>();
  readonly #allowance: Allowance;

  constructor(token: string, allowance: Allowance) {
    this.#token = token;
    this.#allowance = allowance;
    this.seal = createSeal(token);
  }

  /** Errors: RATE_LIMITED. */
  isToken(given: string, address: string, now: number): boolean {
    const isGood = isSame(given, this.#token);
    this.limit(address, isGood ? 'admin' : 'none', now);
    return isGood;
  }

  /** Errors: RATE_LIMITED. */
  limit(address: string, standing: Standing, now: number): void {
    const waitS = this.#allowance.ask(address, standing, now);
    if (waitS > 0)
      throw new ProblemError(
        'RATE_LIMITED',
        `Too many requests of ${address} without a good token`,
        {},
        waitS,
      );
  }

  /** Errors: TOKEN_INVALID, CODE_INVALID, RATE_LIMITED. */
  signIn(
    proof: { readonly token: string } | { readonly code: string },
    address: string,
    now: number,
  ): { readonly value: string } {
    if ('token' in proof ? this.isToken(proof.token, address, now) : this.codes.use(proof.code, now))
      return this.seal.issue(ADMIN, now);
    if ('code' in proof) this.limit(address, 'none', now);
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
