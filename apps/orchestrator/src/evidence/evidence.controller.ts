import type { EvidenceRef } from '@headrace/events';
import { sha256Of, type EvidenceStore } from '@headrace/events/jetstream';
import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ProblemError } from '../http/problem.ts';
import { Input, On, type InputOf } from '../http/on.ts';
import { EVIDENCE } from '../tokens.ts';
import { evidenceRoutes } from './evidence.routes.ts';

@Controller()
export class EvidenceController {
  constructor(@Inject(EVIDENCE) private readonly store: EvidenceStore) {}

  /** What does not have its digest is damaged on the way; it is not kept. */
  @On(evidenceRoutes.put)
  put(@Input() input: InputOf<typeof evidenceRoutes.put>): Promise<EvidenceRef> {
    const bytes = input.body as unknown as Buffer; // the pipe leaves a body of kind `bytes` as it came
    const { sha256 } = input.params;
    const digest = sha256Of(bytes);
    if (digest !== sha256) {
      throw new ProblemError('EVIDENCE_MISMATCH', `${bytes.length} bytes with ${digest}`, {
        expected: sha256,
      });
    }
    return this.store.put(bytes, mediaTypeOf(input.request.headers['content-type']));
  }

  /** Written by agents: a browser must neither run it nor guess what it is. */
  @On(evidenceRoutes.get)
  async get(@Input() input: InputOf<typeof evidenceRoutes.get>, @Res() reply: FastifyReply): Promise<void> {
    const { sha256 } = input.params;
    const { ref, bytes } = await this.store.get(sha256);
    await reply
      .header('content-type', ref.mediaType)
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "sandbox; default-src 'none'")
      .send(Buffer.from(bytes));
  }
}

const mediaTypeOf = (header: string | undefined): string =>
  header && header.length <= 100 && /^[\w.+-]+\/[\w.+-]+(;\s*[\w-]+=[\w."-]+)*$/.test(header)
    ? header
    : 'application/octet-stream';
