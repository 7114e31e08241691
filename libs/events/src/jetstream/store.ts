import { headers as newHeaders } from '@nats-io/transport-node';
import { ackOf } from './append.ack.ts';
import { whileConnected, type Broker } from './broker.ts';
import { BrokerError, brokerErrorOf } from './broker.error.ts';

const timeoutMs = 5_000;

/**
 * Stores one message and resolves with its position. It names its stream: a consumer that somebody points at another
 * stream's subjects cannot make it land there. Errors: LOG_FULL, LOG_UNAVAILABLE, BROKER_UNREACHABLE, BROKER_REFUSED.
 */
export async function storeIn(
  broker: Broker,
  stream: string,
  subject: string,
  bytes: Uint8Array,
  extra: Readonly<Record<string, string>> = {},
): Promise<number> {
  const headers = newHeaders();
  headers.set('Nats-Expected-Stream', stream);
  for (const [name, value] of Object.entries(extra)) headers.set(name, value);
  const ack = ackOf(await answered(broker, subject, bytes, headers));
  if (ack.ok) return ack.position;
  throw new BrokerError(ack.code, `storing ${subject}: ${ack.message}`);
}

async function answered(
  broker: Broker,
  subject: string,
  bytes: Uint8Array,
  headers: ReturnType<typeof newHeaders>,
) {
  try {
    return await whileConnected(broker, broker.nc.request(subject, bytes, { headers, timeout: timeoutMs }));
  } catch (cause) {
    throw brokerErrorOf(`storing ${subject}`, cause);
  }
}
