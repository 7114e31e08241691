import { z } from 'zod';

/** Milliseconds that an agent has to end by itself once it is told to; then it is ended by force. 0: at once. */
export const GraceMs = z.number().int().min(0).max(600_000);
export type GraceMs = z.infer<typeof GraceMs>;
