import { randomUUID } from 'node:crypto';
import { createRota, type ProblemDocument } from '@headrace/events';
import type { Settings } from '../settings.ts';

export type Answer = { readonly status: number; readonly body: unknown };

/** `body` is JSON text. */
type Ask = { readonly method?: 'GET' | 'POST'; readonly body?: string; readonly correlation: string };

/** The orchestrator over HTTP, asked with the admin's token that only we hold. */
export type Orchestrator = {
  /** Its answer, good or bad; ORCHESTRATOR_UNREACHABLE as a problem document where none comes. */
  ask(path: string, ask: Ask): Promise<Answer>;
};

const PATIENCE_MS = 15_000;

export function createOrchestrator({ orchestratorUrls, token, org }: Settings): Orchestrator {
  const rota = createRota(orchestratorUrls);
  return {
    async ask(path, { method = 'GET', body, correlation }) {
      const headers = {
        'x-auth-token': token,
        'x-org': org,
        'x-correlation-id': correlation,
        // the next one may be asked the same
        'idempotency-key': `web-${randomUUID()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      };
      const init = { method, headers, ...(body === undefined ? {} : { body }) };
      const signal = AbortSignal.timeout(PATIENCE_MS);
      for (let tries = 1; ; tries++) {
        const url = rota.current();
        try {
          const response = await fetch(url + path, { ...init, signal, redirect: 'error' });
          return { status: response.status, body: await response.json() };
        } catch (cause) {
          rota.failed(url);
          if (tries >= rota.size || signal.aborted) return unreachable(cause, correlation);
        }
      }
    },
  };
}

function unreachable(cause: unknown, correlation: string): Answer {
  const isLate = cause instanceof Error && cause.name === 'TimeoutError';
  const body: ProblemDocument = {
    ...{ type: 'urn:headrace:ORCHESTRATOR_UNREACHABLE', title: 'No orchestrator answers', status: 503 },
    code: 'ORCHESTRATOR_UNREACHABLE',
    detail: isLate ? `It did not answer within ${PATIENCE_MS / 1000} s` : 'It cannot be reached',
    hint: 'Start one: `headrace up`; or set HEADRACE_URL.',
    correlation,
  };
  return { status: 503, body };
}
