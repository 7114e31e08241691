import type { ErrorCode } from '@headrace/events';

/** Why Postgres cannot be had, as a code of the registry and words that name the place. */
export class PostgresFailure extends Error {
  override readonly name = 'PostgresFailure';
  readonly code: ErrorCode;

  constructor(code: Extract<ErrorCode, 'POSTGRES_UNAVAILABLE' | 'HOME_UNUSABLE'>, message: string) {
    super(message);
    this.code = code;
  }
}
