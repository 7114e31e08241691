import { Digest } from '@headrace/events';
import type { EvidenceStore } from '@headrace/events/jetstream';
import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ProblemError } from '../http/problem.ts';
import { EVIDENCE } from '../tokens.ts';
import { sendEvidence } from './evidence.send.ts';

@Controller('api/evidence')
export class EvidenceController {
  constructor(@Inject(EVIDENCE) private readonly evidence: EvidenceStore) {}

  @Get(':sha256')
  async read(@Param('sha256') given: string, @Res() reply: FastifyReply): Promise<void> {
    const sha256 = Digest.safeParse(given);
    if (!sha256.success) throw new ProblemError('EVIDENCE_NOT_FOUND', 'Evidence is named by 64 hex digits');
    await sendEvidence(reply, this.evidence, sha256.data);
  }
}
