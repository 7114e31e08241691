import { BrokerError } from '@headrace/events/jetstream';
import { ReadModelFailure } from '@headrace/readmodel';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ProblemError, problemDocument } from './problem.ts';

/** Every error that leaves over HTTP is a problem document; what we did not foresee is logged and says nothing more. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(thrown, request);
    if (problem.code === 'INTERNAL')
      this.logger.error({ err: thrown, correlation: request.correlation, path: pathOf(request) }, 'fault');
    if (reply.sent || reply.raw.headersSent) return void reply.raw.destroy();
    sendProblem(reply, problem, request.correlation);
  }
}

export function sendProblem(reply: FastifyReply, problem: ProblemError, correlation: string): void {
  const document = problemDocument(problem, correlation);
  if (problem.retryAfterS !== null) void reply.header('retry-after', String(problem.retryAfterS));
  if (problem.code === 'METHOD_NOT_ALLOWED') void reply.header('allow', problem.more.expected);
  void reply
    .code(document.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(document));
}

function problemOf(thrown: unknown, request: FastifyRequest): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  if (thrown instanceof BrokerError || thrown instanceof ReadModelFailure)
    return new ProblemError(thrown.code, thrown.message);
  const status = thrown instanceof HttpException ? thrown.getStatus() : statusOf(thrown);
  if (status === 404) return unknownAddress(request);
  if (status === 413)
    return new ProblemError('BODY_TOO_LARGE', 'The body is over the limit', { expected: 'at most 2 MiB' });
  if (status >= 400 && status < 500)
    return new ProblemError('BODY_INVALID', 'Not a request that this address takes');
  return new ProblemError('INTERNAL', 'Something failed on our side');
}

function unknownAddress({ method, url, server }: FastifyRequest): ProblemError {
  const path = pathOf({ url });
  const methods = methodsAt(server.served, path);
  if (methods.length === 0) return new ProblemError('NOT_FOUND', `There is nothing at ${path}`);
  const expected = methods.join(', ');
  return new ProblemError('METHOD_NOT_ALLOWED', `${path} does not take ${method}`, { expected });
}

/** The methods that are served at a path. */
function methodsAt(served: FastifyRequest['server']['served'], path: string): readonly string[] {
  const steps = path.split('/');
  const fits = (pattern: readonly string[]) =>
    pattern.length === steps.length && pattern.every((part, i) => part.startsWith(':') || part === steps[i]);
  const fitting = served.filter((each) => each.path !== '*' && fits(each.path.split('/')));
  return [...new Set(fitting.map(({ method }) => method))].sort();
}

const statusOf = (thrown: unknown): number => {
  const { statusCode } = thrown as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : 500;
};

export const pathOf = ({ url }: Pick<FastifyRequest, 'url'>): string => url.split('?')[0] ?? url;
