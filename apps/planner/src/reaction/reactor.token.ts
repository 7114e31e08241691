import { createHmac, hkdfSync } from 'node:crypto';
import type { Actor } from '@headrace/events';

/**
 * The token under which reactors send commands, minted as the orchestrator mints and checks them:
 * `hr1.<base64url of the claims>.<base64url HMAC-SHA256>`, keyed by HKDF of the admin's token. It may send what the clock
 * causes and cannot approve anything, which the admin's own token could.
 */
export function reactorToken(adminToken: string): string {
  const claims = { actor: 'reactor:planner' as Actor, org: null, use: null };
  const key = Buffer.from(hkdfSync('sha256', adminToken, '', 'headrace tokens v1', 32));
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  const signature = createHmac('sha256', key).update(`hr1.${payload}`).digest('base64url');
  return `hr1.${payload}.${signature}`;
}
