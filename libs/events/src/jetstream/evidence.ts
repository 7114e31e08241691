import { nuid } from '@nats-io/transport-node';
import { createHash } from 'node:crypto';
import type { EvidenceRef } from '../evidence.ts';
import type { Digest } from '../ids.ts';
import type { Broker } from './broker.ts';
import { BrokerError, apiCodes, brokerErrorOf, isApiError } from './broker.error.ts';
import { deliveries, isCaughtUp } from './reading.ts';
import { storeIn } from './store.ts';
import { sha256Of } from './stored.commit.ts';
import { EVIDENCE_BUCKET, EVIDENCE_STREAM } from './subjects.ts';

/** What is too large for an event, in an object store that `nats object` reads too; named by the SHA-256 of its bytes. */
export type EvidenceStore = {
  /** Stored once, however often it is put. Do it before the event that names it. Errors: LOG_FULL, LOG_UNAVAILABLE, … */
  put(bytes: Uint8Array, mediaType: string): Promise<EvidenceRef>;
  /** Null: never stored, or erased. */
  find(sha256: Digest): Promise<EvidenceRef | null>;
  /** Piece by piece. Throws EVIDENCE_NOT_FOUND, or after the last piece EVIDENCE_DAMAGED when they are not what they should be. */
  read(sha256: Digest, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined>;
  /** All at once. Errors as `read`. */
  get(sha256: Digest): Promise<{ readonly ref: EvidenceRef; readonly bytes: Uint8Array }>;
  /** Erases the bytes; the events that name them stay, and so does the digest in them. */
  erase(sha256: Digest): Promise<void>;
};

export const openEvidence = (broker: Broker): EvidenceStore => ({
  put: (bytes, mediaType) => put(broker, bytes, mediaType),
  find: async (sha256) => refOf(await infoOf(broker, sha256)),
  read: (sha256, signal) => read(broker, sha256, signal),
  get: async (sha256) => {
    const ref = refOf(await infoOf(broker, sha256)) ?? missing(sha256);
    const pieces: Uint8Array[] = [];
    for await (const piece of read(broker, sha256)) pieces.push(piece);
    return { ref, bytes: new Uint8Array(Buffer.concat(pieces)) };
  },
  erase: (sha256) => erase(broker, sha256),
});

const chunkBytes = 128 * 1024;

/** As other clients write and read it. */
type ObjectInfo = {
  name: string;
  bucket: string;
  nuid: string;
  size: number;
  chunks: number;
  mtime: string;
  digest: string;
  deleted: boolean;
  options: { max_chunk_size: number };
  metadata: { 'media-type'?: string };
};

async function put(broker: Broker, bytes: Uint8Array, mediaType: string): Promise<EvidenceRef> {
  const sha256 = sha256Of(bytes);
  const known = refOf(await infoOf(broker, sha256));
  if (known) return known;
  const id = nuid.next();
  const chunks = Math.ceil(bytes.length / chunkBytes);
  for (let i = 0; i < chunks; i++)
    await storeIn(
      broker,
      EVIDENCE_STREAM,
      chunkSubject(id),
      bytes.subarray(i * chunkBytes, (i + 1) * chunkBytes),
    );
  await putInfo(broker, {
    name: sha256,
    bucket: EVIDENCE_BUCKET,
    nuid: id,
    size: bytes.length,
    chunks,
    mtime: new Date().toISOString(),
    digest: `SHA-256=${base64Url(Buffer.from(sha256, 'hex'))}`,
    deleted: false,
    options: { max_chunk_size: chunkBytes },
    metadata: { 'media-type': mediaType },
  });
  return { sha256, bytes: bytes.length, mediaType };
}

async function* read(
  broker: Broker,
  sha256: Digest,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const info = await infoOf(broker, sha256);
  if (!info || info.deleted) return missing(sha256);
  const hash = createHash('sha256');
  if (info.chunks > 0) {
    for await (const piece of chunksOf(broker, info, signal)) {
      hash.update(piece);
      yield piece;
    }
  }
  signal.throwIfAborted();
  if (hash.digest('hex') !== sha256)
    throw new BrokerError('EVIDENCE_DAMAGED', `the bytes stored as ${sha256} have another digest`);
}

async function* chunksOf(broker: Broker, { nuid: id, chunks }: ObjectInfo, signal: AbortSignal) {
  const reading = { stream: EVIDENCE_STREAM, after: 0, subjects: [chunkSubject(id)] };
  let left = chunks;
  for await (const item of deliveries(broker, reading, signal)) {
    if (isCaughtUp(item)) return;
    yield item.bytes;
    if (--left === 0) return;
  }
}

async function erase(broker: Broker, sha256: Digest): Promise<void> {
  const info = await infoOf(broker, sha256);
  if (!info || info.deleted) return;
  await putInfo(broker, { ...info, size: 0, chunks: 0, digest: '', deleted: true });
  try {
    await broker.jsm.streams.purge(EVIDENCE_STREAM, { filter: chunkSubject(info.nuid) });
  } catch (cause) {
    throw brokerErrorOf(`erasing ${sha256}`, cause);
  }
}

const putInfo = (broker: Broker, info: ObjectInfo) =>
  storeIn(broker, EVIDENCE_STREAM, infoSubject(info.name), new TextEncoder().encode(JSON.stringify(info)), {
    'Nats-Rollup': 'sub',
  });

async function infoOf(broker: Broker, sha256: string): Promise<ObjectInfo | null> {
  try {
    const stored = await broker.jsm.streams.getMessage(EVIDENCE_STREAM, {
      last_by_subj: infoSubject(sha256),
    });
    return stored && stored.json<ObjectInfo>();
  } catch (cause) {
    if (isApiError(cause, apiCodes.noMessageFound)) return null;
    throw brokerErrorOf(`looking for ${sha256}`, cause);
  }
}

const refOf = (info: ObjectInfo | null): EvidenceRef | null =>
  info && !info.deleted
    ? {
        sha256: info.name as Digest,
        bytes: info.size,
        mediaType: info.metadata?.['media-type'] ?? 'application/octet-stream',
      }
    : null;

function missing(sha256: string): never {
  throw new BrokerError('EVIDENCE_NOT_FOUND', `no evidence is stored as ${sha256}`);
}

const chunkSubject = (id: string) => `$O.${EVIDENCE_BUCKET}.C.${id}`;
const infoSubject = (name: string) => `$O.${EVIDENCE_BUCKET}.M.${base64Url(Buffer.from(name))}`;
const base64Url = (bytes: Buffer) => bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
