import { z } from 'zod';
import { Digest } from './ids.ts';

/** Names an object in the store HEADRACE_EVIDENCE; it is written before the event that names it. */
export const EvidenceRef = z.object({
  sha256: Digest,
  bytes: z.number().int().nonnegative(),
  mediaType: z.string().max(100),
});
export type EvidenceRef = z.infer<typeof EvidenceRef>;

/** Free text: inline up to 4 KiB, otherwise kept as evidence. */
export const Text = z.union([z.string().max(4096), EvidenceRef]);
export type Text = z.infer<typeof Text>;
