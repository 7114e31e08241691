import { errors } from '@nats-io/transport-node';
import { JetStreamApiError } from '@nats-io/jetstream';
import type { ErrorCode } from '../errors.ts';

/** What the broker could not do for us; `code` is from the registry. The message names what was tried, never a secret. */
export class BrokerError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BrokerError';
    this.code = code;
  }
}

/** JetStream's own numbers, where we act on them. */
export const apiCodes = {
  insufficientResources: 10023,
  noMessageFound: 10037,
  storageResourcesExceeded: 10047,
  memoryResourcesExceeded: 10028,
  accountResourcesExceeded: 10002,
  streamNotFound: 10059,
  wrongLastMessageId: 10070,
  wrongLastSequence: 10071,
  wrongLastSequenceUnknown: 10164,
  storeFailed: 10077,
} as const;

const full: ReadonlySet<number> = new Set([
  apiCodes.accountResourcesExceeded,
  apiCodes.insufficientResources,
  apiCodes.storageResourcesExceeded,
  apiCodes.memoryResourcesExceeded,
  apiCodes.storeFailed,
]);

/** The store has no room: the disk, the server's limit, or the stream's. */
export const meansFull = (apiCode: number): boolean => full.has(apiCode);

/** Anything that the client library throws, as ours. `what` was being tried. */
export function brokerErrorOf(what: string, cause: unknown): BrokerError {
  if (cause instanceof BrokerError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new BrokerError(codeOf(cause), `${what}: ${reason}`, { cause });
}

function codeOf(cause: unknown): ErrorCode {
  if (cause instanceof JetStreamApiError) return meansFull(cause.code) ? 'LOG_FULL' : 'LOG_UNAVAILABLE';
  if (isRefusal(cause)) return 'BROKER_REFUSED';
  if (cause instanceof Error && cause.name === 'JetStreamNotEnabled') return 'LOG_UNAVAILABLE';
  return 'BROKER_UNREACHABLE';
}

/** A request that may not be made comes wrapped in an error of the request. */
function isRefusal(cause: unknown): boolean {
  if (cause instanceof errors.RequestError) return isRefusal(cause.cause);
  return cause instanceof errors.AuthorizationError || cause instanceof errors.PermissionViolationError;
}

export const isApiError = (cause: unknown, code: number): boolean =>
  cause instanceof JetStreamApiError && cause.code === code;
