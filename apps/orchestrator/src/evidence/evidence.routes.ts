import { EvidenceRef } from '@headrace/events';
import { z } from 'zod';
import { OfEvidence } from '../http/parts.ts';
import { callerKinds } from '@headrace/events/token';
import { route } from '../http/route.ts';

export const evidenceRoutes = {
  put: route({
    method: 'PUT',
    path: '/evidence/:sha256',
    at: 'any',
    summary: 'Stores bytes under their SHA-256; the content type is kept',
    access: ['runner', 'attempt', 'admin', 'person'],
    params: OfEvidence,
    bodyKind: 'bytes',
    consumes: ['application/octet-stream', 'text/plain', 'text/x-diff'],
    maxBytes: 32 * 2 ** 20,
    answer: EvidenceRef,
  }),
  get: route({
    method: 'GET',
    path: '/evidence/:sha256',
    at: 'any',
    summary: 'Bytes by their SHA-256',
    access: callerKinds,
    params: OfEvidence,
    answers: { 'application/octet-stream': z.string() },
  }),
};
