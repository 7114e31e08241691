import type { AssignedGate, EvidenceRef, Gate, GateId, GateResult, Sha } from '@headrace/events';
import type { Git } from '../git/git.ts';
import type { Mirror } from '../git/mirror.ts';
import type { Workspace } from '../git/workspace.ts';
import type { Redact } from '../log/redact.ts';
import type { LogSink } from '../agent/agent.ts';
import type { Sandbox } from '../process/sandbox.ts';

/** The objects that a verdict is bound to: it says nothing about any others. */
export type Objects = { readonly base: Sha; readonly head: Sha; readonly tree: Sha };

/** What a gate found out. `output` is for people and agents, and becomes evidence. */
export type Finding = {
  readonly passed: boolean;
  readonly summary: string;
  readonly output?: string;
  readonly measure?: number | null;
  readonly limit?: number | null;
  readonly unit?: string;
};

export type Verdict = {
  readonly id: GateId;
  readonly kind: Gate['kind'];
  readonly result: GateResult;
  readonly output: string;
  readonly evidence: readonly EvidenceRef[];
};

export type GateOf<Kind extends Gate['kind']> = Extract<Gate, { kind: Kind }>;

/** Where and on what gates run. */
export type Bench = {
  readonly git: Git;
  readonly mirror: Mirror;
  readonly objects: Objects;
  readonly scope: readonly string[];
  /** A clean, detached checkout of the head, made when first asked for, as it was committed each time it is asked for. */
  checkout(): Promise<Workspace>;
  readonly rooms: { readonly home: string; readonly tmp: string; readonly index: string };
  readonly mark: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly sandbox: Sandbox;
  readonly log: LogSink;
  readonly evidenceDir: string;
  readonly redact: Redact;
  readonly signal: AbortSignal;
  /** null where review gates do not run again: their verdict holds as long as the patch is the same. */
  readonly review: ((gate: AssignedGate) => Promise<Finding>) | null;
};
