/** `signed`: a token of ours that nobody can guess; `admin`: the admin's own, which a person may have chosen; `none`: no good one. */
export type Standing = 'signed' | 'admin' | 'none';

/**
 * How often an address may ask without a good token. Good tokens cost nothing, so any number of runners behind one
 * address are never held up; where an address has used its allowance up, the admin's token is not even looked at, unless
 * that address has shown it before: so it cannot be guessed faster than the bucket fills.
 */
export type Allowance = {
  /** Seconds to wait; 0: go on. */
  ask(address: string, standing: Standing, nowMs: number): number;
};

type Bucket = { left: number; atMs: number; isTrusted: boolean };

const ADDRESSES = 10_000;
const BURST_S = 10;

/** A token bucket for each address, full for ten seconds' worth. 0: no limit. */
export function createAllowance(perSecond: number): Allowance {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (address: string, nowMs: number): Bucket => {
    const full = perSecond * BURST_S;
    const bucket = buckets.get(address) ?? { left: full, atMs: nowMs, isTrusted: false };
    bucket.left = Math.min(full, bucket.left + ((nowMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = nowMs;
    buckets.delete(address); // to the end: who has been away longest is forgotten first
    buckets.set(address, bucket);
    if (buckets.size > ADDRESSES) buckets.delete(buckets.keys().next().value!);
    return bucket;
  };
  return {
    ask(address, standing, nowMs) {
      if (perSecond === 0 || standing === 'signed') return 0;
      const bucket = bucketOf(address, nowMs);
      const isLooked = bucket.left >= 1 || (standing === 'admin' && bucket.isTrusted);
      if (!isLooked) return Math.max(1, Math.ceil((1 - bucket.left) / perSecond));
      if (standing === 'admin') bucket.isTrusted = true;
      else bucket.left -= 1;
      return 0;
    },
  };
}
