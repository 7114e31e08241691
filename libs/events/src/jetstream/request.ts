import { errors as natsErrors, nuid } from '@nats-io/transport-node';
import { errors, type ErrorCode } from '../errors.ts';
import type { Broker } from './broker.ts';
import { BrokerError, brokerErrorOf } from './broker.error.ts';

/**
 * Asks an orchestrator, as Nest's microservices want to be asked; resolves with its answer. Errors:
 * ORCHESTRATOR_UNREACHABLE when nobody answers in time (it may have been done: ask again with the same command ids),
 * BROKER_REFUSED, and what the orchestrator itself says is wrong with the request.
 */
export async function request<T>(
  broker: Broker,
  subject: string,
  data: unknown,
  timeoutMs = 5_000,
): Promise<T> {
  const message = JSON.stringify({ pattern: subject, id: nuid.next(), data });
  const answer = await answered(broker, subject, message, timeoutMs);
  if (answer.err === undefined || answer.err === null) return answer.response as T;
  const { code, detail, message: said } = problemIn(answer.err);
  const text = [detail, said].find((one) => typeof one === 'string') ?? JSON.stringify(answer.err);
  throw new BrokerError(isErrorCode(code) ? code : 'INTERNAL', text);
}

type Answer = { response?: unknown; err?: unknown };

async function answered(broker: Broker, subject: string, message: string, timeout: number): Promise<Answer> {
  try {
    return (await broker.nc.request(subject, message, { timeout })).json<Answer>();
  } catch (cause) {
    const error = brokerErrorOf(`asking ${subject}`, cause);
    if (error.code === 'BROKER_REFUSED' || broker.nc.isClosed()) throw error;
    throw new BrokerError('ORCHESTRATOR_UNREACHABLE', `${subject}: ${reasonOf(cause)}`, { cause });
  }
}

const reasonOf = (cause: unknown): string =>
  cause instanceof natsErrors.RequestError && cause.isNoResponders()
    ? 'nobody listens'
    : cause instanceof Error
      ? cause.message
      : String(cause);

type Said = { code?: unknown; detail?: unknown; message?: unknown };

/** A problem document, in whatever Nest wraps it. */
const problemIn = (err: unknown): Said => {
  if (typeof err !== 'object' || err === null) return { message: err };
  return 'error' in err && typeof err.error === 'object' && err.error !== null ? err.error : err;
};

const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(errors, code);
