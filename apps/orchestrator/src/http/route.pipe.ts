import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ProblemError } from './problem.ts';
import type { Route } from './route.ts';
import { problemsOf } from './zod.problems.ts';

type Raw = { readonly request: FastifyRequest; readonly gone: AbortSignal };

/** Parses params, query and body of one route, each with its schema; nothing unparsed passes. */
export class RoutePipe implements PipeTransform {
  readonly #route: Route;

  constructor(route: Route) {
    this.#route = route;
  }

  transform(value: unknown, { type }: ArgumentMetadata): unknown {
    if (type !== 'custom') return value;
    const { request, gone } = value as Raw;
    const { params, query, bodyKind, body } = this.#route;
    return {
      params: known(params, request.params, request.url),
      query: fitting(query, request.query, 'QUERY_INVALID'),
      body:
        bodyKind === 'json' ? fitting(body, jsonOf(request.body), 'BODY_INVALID') : rawOf(request, bodyKind),
      caller: request.caller,
      request,
      gone,
    };
  }
}

/** What is no id cannot be the id of something. */
function known(schema: z.ZodType, value: unknown, url: string): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [problem] = problemsOf(parsed.error);
  throw new ProblemError('NOT_FOUND', `Nothing can be at ${url.split('?')[0]}: ${problem?.message}`, {
    ...(problem ? { path: problem.path } : {}),
  });
}

function fitting(schema: z.ZodType, value: unknown, code: 'QUERY_INVALID' | 'BODY_INVALID'): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error);
  const [first] = problems;
  throw new ProblemError(code, `${first?.path || 'The whole'}: ${first?.message}`, {
    path: first?.path ?? '',
    problems,
  });
}

/** No body is an empty object: most commands of one thing need no more than its address. */
function jsonOf(body: unknown): unknown {
  if (!Buffer.isBuffer(body) || body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch (cause) {
    throw new ProblemError('JSON_INVALID', (cause as Error).message);
  }
}

function rawOf({ body }: FastifyRequest, kind: 'text' | 'bytes'): string | Buffer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  return kind === 'text' ? bytes.toString('utf8') : bytes;
}
