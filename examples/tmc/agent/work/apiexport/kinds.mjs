import { advanced } from './kinds.advanced.mjs';
import { core } from './kinds.core.mjs';
import { monitoring } from './kinds.monitoring.mjs';

/**
 * The twelve kinds of the APIExport change, four for each of its first three parts. A field is
 * `[name, type, doc, options]`; `rules` hold between fields; `asks` become predicates; `good` is an object's spec;
 * `bad` are changes of it, each with the path of the problem that it causes.
 */
export const GROUPS = { core, advanced, monitoring };
