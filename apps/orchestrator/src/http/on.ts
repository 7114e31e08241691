import {
  HttpCode,
  RequestMapping,
  RequestMethod,
  UsePipes,
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Caller } from '@headrace/events/token';
import { RoutePipe } from './route.pipe.ts';
import type { Route } from './route.ts';

/** What a controller gets: parsed, and who asks. */
export type InputOf<R extends Route> = {
  readonly params: z.output<R['params']>;
  readonly query: z.output<R['query']>;
  readonly body: z.output<R['body']>;
  readonly caller: Caller;
  readonly request: FastifyRequest;
  /** Aborted when the client is gone, or this process ends. */
  readonly gone: AbortSignal;
};

/** A method of a controller under its route. */
export const On = (on: Route): MethodDecorator =>
  applyDecorators(
    RequestMapping({ path: on.path, method: RequestMethod[on.method] }),
    HttpCode(on.status),
    RouteConfig({ route: on }),
    UsePipes(new RoutePipe(on)),
  );

/** The one argument that `RoutePipe` parses. */
export const Input = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const reply = context.switchToHttp().getResponse<FastifyReply>();
  return { request, gone: goneOf(reply, request.closing) };
});

/** Not `AbortSignal.any`: the one signal of the process would remember every request. */
function goneOf({ raw }: FastifyReply, closing: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort();
  closing.addEventListener('abort', abort);
  raw.once('close', () => {
    closing.removeEventListener('abort', abort);
    if (!raw.writableFinished) abort();
  });
  if (closing.aborted) abort();
  return controller.signal;
}

/** The route of a request; undefined where no address matched. */
export const routeOf = (request: FastifyRequest): Route | undefined =>
  (request.routeOptions.config as { route?: Route }).route;
