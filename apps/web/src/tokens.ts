/** What Nest injects, by name: everything that talks to the outside is made once, in parts.ts. */
export const SETTINGS = Symbol('settings');
export const SESSIONS = Symbol('sessions');
export const LISTS = Symbol('lists');
export const HOME = Symbol('home of the org');
export const EVENT_LOG = Symbol('event log');
export const TASK_LOGS = Symbol('task logs');
export const EVIDENCE = Symbol('evidence');
export const RUNNER_BOARD = Symbol('runner board');
export const ORCHESTRATOR = Symbol('orchestrator');
export const CLIENT_FILES = Symbol('client files');
