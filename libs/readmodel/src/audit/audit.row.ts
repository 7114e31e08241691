import type { Actor, Digest, Instant } from '@headrace/events';
import { instant, integer, json, position, rowOf, text } from '../row.ts';

/** One line for each command that was recorded: who asked for what, when, and what it touched. The commit itself is in the stream. */
export type AuditView = {
  readonly position: number;
  /** Which of its commit's commands, from 0. */
  readonly part: number;
  readonly rev: number;
  readonly at: Instant;
  readonly commandId: string;
  readonly commandType: string;
  readonly actor: Actor;
  /** In order, with repetitions. */
  readonly eventTypes: readonly string[];
  /** The plans and tasks that it touched: `p`, `p.t`. */
  readonly keys: readonly string[];
  /** SHA-256 of the commit's bytes. */
  readonly digest: Digest;
};

export const AuditRow = rowOf<AuditView>(
  'audit',
  ['position', 'part'],
  {
    position,
    part: integer,
    rev: integer,
    at: instant,
    commandId: text,
    commandType: text,
    actor: text,
    eventTypes: json,
    keys: json,
    digest: text,
  },
  [{ name: 'audit_of_key', fields: ['keys'], isHandMade: true }],
);
