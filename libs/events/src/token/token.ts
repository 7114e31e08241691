import { createHash, createHmac, createSecretKey, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Actor, OrgId } from '../ids.ts';
import { z } from 'zod';

/** Who sends a request. `org` null: may name any org (the admin and the planner's reactors). */
export type Caller = { readonly actor: Actor; readonly org: OrgId | null; readonly use: TokenUse | null };

export const callerKinds = ['admin', 'person', 'policy', 'reactor', 'runner', 'attempt'] as const;
export type CallerKind = (typeof callerKinds)[number];

/** What an attempt's token is for: its attempt, or the landing of the change that it opened. */
const TokenUse = z.enum(['attempt', 'landing']);
type TokenUse = z.infer<typeof TokenUse>;

const Claims = z.object({
  actor: Actor,
  org: OrgId.nullable().default(null),
  use: TokenUse.nullable().default(null),
  /** Seconds since 1970. */
  exp: z.number().optional(),
});
export type Claims = z.infer<typeof Claims>;

export type Tokens = {
  /** Stateless: it stays valid over restarts, until `exp` or until the admin's token is changed. */
  mint(claims: Claims): string;
  /** null: not one of ours, or past its time. Takes the same time for any wrong one. */
  callerOf(token: string, nowMs: number): Caller | null;
};

const PREFIX = 'hr1';

/** `hr1.<base64url of the claims>.<base64url HMAC-SHA256>`, keyed by HKDF of the admin's token. */
export function tokensOf(adminToken: string): Tokens {
  // as a key object, since one is made of plain bytes again with each use
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', adminToken, '', 'headrace tokens v1', 32)));
  const signatureOf = (payload: string) => createHmac('sha256', key).update(`${PREFIX}.${payload}`).digest();
  const adminDigest = digestOf(adminToken);
  const admin: Caller = { actor: 'admin:local' as Actor, org: null, use: null };

  return {
    mint(claims) {
      const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
      return `${PREFIX}.${payload}.${signatureOf(payload).toString('base64url')}`;
    },
    callerOf(token, nowMs) {
      if (timingSafeEqual(digestOf(token), adminDigest)) return admin;
      const [prefix, payload, signature, ...more] = token.split('.');
      if (prefix !== PREFIX || !payload || !signature || more.length > 0) return null;
      if (!isSame(signature, signatureOf(payload).toString('base64url'))) return null;
      return callerFrom(payload, nowMs);
    },
  };
}

/** Of a payload whose signature fits, so it is ours. */
function callerFrom(payload: string, nowMs: number): Caller | null {
  const { actor, org, use, exp } = Claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  return exp !== undefined && exp * 1000 <= nowMs ? null : { actor, org, use };
}

/** Digests are compared where neither content nor length may show in the time it takes. */
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The length of a signature is no secret. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

export const kindOf = ({ actor }: Pick<Caller, 'actor'>): CallerKind => actor.split(':', 1)[0] as CallerKind;

/** The part after the kind: `r1` of `runner:r1`. */
export const nameOf = ({ actor }: Pick<Caller, 'actor'>): string => actor.slice(actor.indexOf(':') + 1);
