/** What Nest injects, by name: everything that talks to the outside is made once, in orchestrator.ts. */
export const LOGGER = Symbol('logger');
export const SETTINGS = Symbol('settings');
export const TOKENS = Symbol('tokens');
export const WRITER = Symbol('writer');
export const OFFICE = Symbol('claims');
export const LANDINGS = Symbol('landing claims');
export const CONTROLS = Symbol('controls');
export const HEARTBEATS = Symbol('heartbeats');
export const EVENT_LOG = Symbol('event log');
export const TASK_LOGS = Symbol('task logs');
export const EVIDENCE = Symbol('evidence');
export const PRESENCE = Symbol('presence');
export const READ_MODEL = Symbol('read model');
export const PROCESS = Symbol('this process');
