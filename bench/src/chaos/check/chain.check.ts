import { createHash } from 'node:crypto';
import { commitOf, type Finding, type Stored } from './stored.ts';

/** No position is missing, and each commit of an org names the one before it by number and by hash. */
export function brokenChains(log: readonly Stored[]): readonly Finding[] {
  const heads = new Map<string, { rev: number; hash: string; at: string }>();
  return log.flatMap((stored, index) => {
    const { position, org, rev, prev, at } = commitOf(stored);
    const before = heads.get(org) ?? { rev: 0, hash: '0'.repeat(64), at: '' };
    heads.set(org, { rev, at, hash: createHash('sha256').update(stored.bytes).digest('hex') });
    return [
      ...(position === index + 1 ? [] : [`#${position} stands where #${index + 1} should`]),
      ...(rev === before.rev + 1 ? [] : [`#${position} is revision ${rev} of ${org}, after ${before.rev}`]),
      ...(prev === before.hash ? [] : [`#${position} names another commit before it`]),
      ...(at >= before.at ? [] : [`#${position} was recorded at ${at}, before ${before.at}`]),
    ];
  });
}
