import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** Twelve hours: a working day. */
export const SESSION_MS = 12 * 3_600_000;

const Session = z.object({ id: z.string(), actor: z.string(), until: z.number() });
export type Session = z.infer<typeof Session>;

/** Sessions without a store: what a browser brings back is signed with a key that only we can derive. */
export type Seal = {
  /** Of the cookie. Two servers on one machine share a browser's cookies, so each has a name of its own. */
  readonly cookieName: string;
  issue(actor: string, now: number): { readonly session: Session; readonly value: string };
  /** Null: not signed by us, changed, or over. */
  open(value: string, now: number): Session | null;
};

export function createSeal(token: string): Seal {
  const key = Buffer.from(hkdfSync('sha256', token, '', 'headrace web session', 32));
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  return {
    cookieName: `headrace_${createHash('sha256').update(key).digest('hex').slice(0, 10)}`,
    issue(actor, now) {
      const session = { id: randomBytes(12).toString('base64url'), actor, until: now + SESSION_MS };
      const text = Buffer.from(JSON.stringify(session)).toString('base64url');
      return { session, value: `${text}.${sign(text)}` };
    },
    open(value, now) {
      const [text = '', signature = ''] = value.split('.');
      if (!isSame(signature, sign(text))) return null;
      const session = Session.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()));
      return session.success && session.data.until > now ? session.data : null;
    },
  };
}

/** In a time that does not tell where they differ. */
export const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
