import type { OrgId } from '../ids.ts';

/** The names of everything that Headrace keeps at the broker. */
export const eventStreamOf = (shard: string): string => `HEADRACE_EVENTS_${shard}`;
export const eventSubjectsOf = (shard: string): string => `evt.${shard}.>`;
export const LOG_STREAM = 'HEADRACE_LOGS';
export const EVIDENCE_BUCKET = 'HEADRACE_EVIDENCE';
export const EVIDENCE_STREAM = `OBJ_${EVIDENCE_BUCKET}`;
export const PRESENCE_BUCKET = 'HEADRACE_PRESENCE';
export const PRESENCE_STREAM = `KV_${PRESENCE_BUCKET}`;
export const CONTROL_BUCKET = 'HEADRACE_CONTROL';
export const CONTROL_STREAM = `KV_${CONTROL_BUCKET}`;
/** In the control bucket: where an org lives, and who writes a shard. */
export const placementKeyOf = (org: OrgId): string => `org.${org}`;
export const writerKeyOf = (shard: string): string => `writer.${shard}`;
/** Where commands are sent by request: `{pattern, id, data}` of Nest's microservices. */
export const COMMAND_SUBJECT = 'hr.commands';

/** `log.<org>.<plan>.<task>.<attempt>`, where an attempt's id is `<plan>.<task>.<fence>`. */
export const logSubjectOf = (org: OrgId, attemptId: string): string => `log.${org}.${attemptId}`;
