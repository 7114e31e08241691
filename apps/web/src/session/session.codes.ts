import { createHash, randomBytes } from 'node:crypto';

export const CODE_MS = 10 * 60_000;
const MOST = 1000;

/** Codes that sign a browser in once, within ten minutes. Only their digests are kept. */
export type Codes = {
  make(now: number): { readonly code: string; readonly until: number };
  /** True once. */
  use(code: string, now: number): boolean;
};

export function createCodes(): Codes {
  const until = new Map<string, number>();
  const forget = (now: number) => {
    for (const [key, end] of until) if (end <= now || until.size > MOST) until.delete(key);
  };
  return {
    make(now) {
      forget(now);
      const code = randomBytes(24).toString('base64url');
      until.set(keyOf(code), now + CODE_MS);
      return { code, until: now + CODE_MS };
    },
    use(code, now) {
      const key = keyOf(code);
      const end = until.get(key);
      until.delete(key);
      return end !== undefined && end > now;
    },
  };
}

/** Looked up by digest: the time that it takes says nothing of the code. */
const keyOf = (code: string): string => createHash('sha256').update(code).digest('hex');
