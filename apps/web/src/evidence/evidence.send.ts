import type { Digest } from '@headrace/events';
import type { EvidenceStore } from '@headrace/events/jetstream';
import type { FastifyReply } from 'fastify';

/** The bytes as plain text, whatever they are: what an agent wrote never runs in a page of ours. Errors: EVIDENCE_NOT_FOUND. */
export async function sendEvidence(reply: FastifyReply, store: EvidenceStore, sha256: Digest): Promise<void> {
  const { bytes } = await store.get(sha256);
  void reply
    .header('content-type', 'text/plain; charset=utf-8')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, max-age=31536000, immutable')
    .send(Buffer.from(bytes));
}
