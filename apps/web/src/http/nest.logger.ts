import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** What Nest has to say, in our log; its tales of a good start only when somebody looks for them. */
export function nestLogger(logger: Logger): LoggerService {
  const said =
    (level: 'debug' | 'warn' | 'error' | 'fatal') =>
    (message: unknown, ...more: unknown[]): void =>
      logger[level]({ from: more.at(-1) }, String(message));
  return {
    log: said('debug'),
    debug: said('debug'),
    verbose: said('debug'),
    warn: said('warn'),
    error: said('error'),
    fatal: said('fatal'),
  };
}
