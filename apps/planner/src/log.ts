import { errors, type ErrorCode } from '@headrace/events';
import { pino, type Logger } from 'pino';
import type { Settings } from './settings.ts';

/** JSON lines on stderr: stdout is for whoever started us. */
export const loggerOf = ({ logLevel, id, shard }: Settings): Logger =>
  pino({ level: logLevel, base: { app: 'planner', id, shard } }, pino.destination({ fd: 2, sync: true }));

/** What a person needs to know of a failure: its code, what it says, and what to do. Never a secret. */
export function problemOf(cause: unknown): {
  code: ErrorCode;
  message: string;
  hint: string;
  stack?: string;
} {
  const { code, message, stack } = cause as { code?: string; message?: string; stack?: string };
  if (code !== undefined && Object.hasOwn(errors, code))
    return { code: code as ErrorCode, message: message ?? '', hint: errors[code as ErrorCode].hint };
  return {
    code: 'INTERNAL',
    message: message ?? String(cause),
    hint: errors.INTERNAL.hint,
    ...(stack === undefined ? {} : { stack }),
  };
}
