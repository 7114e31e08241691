import { canonicalJson } from './digest.ts';

/** Equal as JSON: the order of keys and members that are undefined do not count. */
export const isSame = (a: unknown, b: unknown): boolean => a === b || canonicalJson(a) === canonicalJson(b);
