import { z } from 'zod';
import type { CallerKind } from '@headrace/events/token';

/** `json` is parsed and checked by the schema; `text` and `bytes` arrive as they are. */
type BodyKind = 'json' | 'text' | 'bytes';

/** One address: what it takes, what it answers, who may use it. The one source for checks, guards and /openapi.json. */
export type Route<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly summary: string;
  /** `open`: without a token. */
  readonly access: 'open' | readonly CallerKind[];
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly bodyKind: BodyKind;
  /** Content types of the body, for /openapi.json. */
  readonly consumes: readonly string[];
  readonly maxBytes: number;
  readonly status: 200 | 201;
  /** Who answers it: only the `writer` of the org's shard, whoever hosts that `shard`, or `any` orchestrator. */
  readonly at: 'writer' | 'shard' | 'any';
  /** By content type. */
  readonly answers: Readonly<Record<string, z.ZodType>>;
};

const Nothing = z.object({});
const JSON_BYTES = 2 * 2 ** 20;

/** Everybody who signs in; runners and attempts get no more than they need. */
export const people = ['admin', 'person', 'policy', 'reactor'] as const satisfies readonly CallerKind[];

type Needed = Pick<Route, 'method' | 'path' | 'summary'>;
type Given<P, Q, B> = Needed & {
  access?: Route['access'];
  params?: P;
  query?: Q;
  body?: B;
  answer?: z.ZodType;
} & Partial<Pick<Route, 'bodyKind' | 'consumes' | 'maxBytes' | 'status' | 'answers' | 'at'>>;

export function route<
  P extends z.ZodType = typeof Nothing,
  Q extends z.ZodType = typeof Nothing,
  B extends z.ZodType = typeof Nothing,
>({ answer, ...given }: Given<P, Q, B>): Route<P, Q, B> {
  return {
    access: people,
    params: Nothing as unknown as P,
    query: Nothing as unknown as Q,
    body: Nothing as unknown as B,
    bodyKind: 'json',
    consumes: ['application/json'],
    maxBytes: JSON_BYTES,
    status: 200,
    at: given.method === 'GET' ? 'shard' : 'writer',
    answers: { 'application/json': answer ?? z.unknown() },
    ...given,
  };
}
