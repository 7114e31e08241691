import { BrokerError } from '@headrace/events/jetstream';
import { ReadModelFailure } from '@headrace/readmodel';
import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { LOGGER } from '../tokens.ts';
import { ProblemError, problemDocument } from './problem.ts';
import { CODE, isRelayed, type Relay } from './relay.ts';
import { methodsAt } from './route.match.ts';
import { routes } from './routes.ts';

/** Every error that leaves over HTTP is a problem document; what we did not foresee is logged and says nothing more. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly relay: Relay,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(thrown, request);
    if (problem.code !== 'STEPPED_DOWN' || isRelayed(request) || reply.raw.headersSent)
      return this.#answer(thrown, problem, request, reply);
    // it was ours to answer when it came, and is not any more
    this.relay
      .pass(request, reply)
      .catch((later: unknown) => this.#answer(later, problemOf(later, request), request, reply));
  }

  #answer(thrown: unknown, problem: ProblemError, request: FastifyRequest, reply: FastifyReply): void {
    if (problem.code === 'INTERNAL') {
      this.logger.error(
        { err: thrown, correlation: request.correlation, path: request.routeOptions.url },
        'fault',
      );
    }
    if (reply.sent || reply.raw.headersSent) return void reply.raw.destroy();
    const document = problemDocument(problem, request.correlation);
    if (problem.code === 'METHOD_NOT_ALLOWED') void reply.header('allow', problem.more.expected);
    if (problem.retryAfterS !== null) void reply.header('retry-after', String(problem.retryAfterS));
    if (document.status === 503) void reply.header('retry-after', '1');
    void reply
      .code(document.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .header(CODE, document.code)
      .send(JSON.stringify(document));
  }
}

function problemOf(thrown: unknown, request: FastifyRequest): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  if (thrown instanceof BrokerError || thrown instanceof ReadModelFailure) {
    return new ProblemError(thrown.code, thrown.message);
  }
  const status = thrown instanceof HttpException ? thrown.getStatus() : 500;
  if (status >= 500) return new ProblemError('INTERNAL', 'Something failed on our side');
  const { message } = thrown as HttpException;
  if (status === 404) return unknownAddress(request);
  if (status === 413) {
    const limit = request.routeOptions.bodyLimit;
    return new ProblemError('BODY_TOO_LARGE', message, { expected: `at most ${limit} bytes` });
  }
  return new ProblemError('BODY_INVALID', message);
}

function unknownAddress({ method, url }: FastifyRequest): ProblemError {
  const path = url.split('?')[0] ?? url;
  const methods = methodsAt(routes, path);
  if (methods.length === 0) return new ProblemError('NOT_FOUND', `There is nothing at ${path}`);
  return new ProblemError('METHOD_NOT_ALLOWED', `${path} does not take ${method}`, {
    expected: methods.join(', '),
  });
}
