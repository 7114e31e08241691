import type { AgentName } from '@headrace/events';
import type { Sandbox } from '../process/sandbox.ts';
import type { Entry } from '../log/spool.ts';

/** What an agent says of one turn. Whether it succeeded is for git and the gates to say. */
export type Turn = {
  readonly stopReason: string;
  /** The end of what it said, for a verdict or for trouble that it only talks about. */
  readonly text: string;
  /** Paths that it said it edited outside its own directories. */
  readonly trespasses: readonly string[];
};

/** One conversation with one agent in one workspace. Errors of both: AttemptFailure, and the signal's reason. */
export type Session = {
  readonly version: string;
  prompt(text: string, limits: Limits): Promise<Turn>;
  /** Ends the agent and everything that it started. Safe to call twice. */
  close(): Promise<void>;
};

export type Limits = { readonly signal: AbortSignal; readonly wallMs: number };

/** Takes log entries, and says when there is room for more. */
export type LogSink = { write(entry: Entry): void; ready(): Promise<void> };

export type SessionOptions = {
  readonly agent: AgentName;
  readonly cwd: string;
  readonly home: string;
  readonly tmp: string;
  readonly mark: string;
  /** Read-only in a sandbox: the mirror, so that git works. */
  readonly readable: readonly string[];
  /** HEADRACE_… variables. */
  readonly variables: Readonly<Record<string, string>>;
  readonly pass: readonly string[];
  readonly sandbox: Sandbox;
  readonly log: LogSink;
  readonly idleMs: number;
  readonly signal: AbortSignal;
  /** For agent `shell`. */
  readonly run: string | null;
};
