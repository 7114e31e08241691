import type { Digest, Gate } from '@headrace/events';

/** A gate and what verdicts about it are bound to. */
export type GateState = { readonly gate: Gate; readonly definition: Digest };
