import { canonicalJson, digestOf } from '../digest.ts';
import type { Digest } from '../ids.ts';
import type { Gate } from './plan.file.ts';

/** What a verdict is bound to: the gate's whole definition, whatever the order of its keys. Errors: a verdict that names another is void. */
export const definitionOf = (gate: Gate): Digest => digestOf(canonicalJson(gate));
