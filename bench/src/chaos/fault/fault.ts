/** One harm that is done to the running product. */
export type Fault =
  /** SIGKILL. */
  | { readonly kind: 'kill'; readonly victim: Victim }
  /** SIGSTOP, and SIGCONT after a while. */
  | { readonly kind: 'freeze'; readonly victim: Victim; readonly forMs: number }
  /** SIGKILL to every process at once, the supervisor among them, as when the power fails. */
  | { readonly kind: 'power'; readonly victim: 'everything' }
  /** SIGKILL; the next orchestrator kills itself the `times`-th time that it gets to `point` of a commit, `afterMs` later. */
  | {
      readonly kind: 'point';
      readonly victim: Orchestrator;
      readonly point: FaultPoint;
      readonly times: number;
      readonly afterMs: number;
    }
  /** Every connection between a client or runner and the orchestrator ends; new ones are let through. */
  | { readonly kind: 'drop'; readonly victim: Line }
  /** For a while connections stand and carry nothing. */
  | { readonly kind: 'stall'; readonly victim: Line; readonly forMs: number }
  /** For a while there is no connection and none can be made. */
  | { readonly kind: 'cut'; readonly victim: Line; readonly forMs: number }
  /** What this process takes for the time is off by so much from now on. */
  | { readonly kind: 'clock'; readonly victim: Clocked; readonly offsetMs: number }
  /** The nats-server comes back with no room for another byte, and with room after a while. */
  | { readonly kind: 'full'; readonly victim: 'nats-server'; readonly forMs: number }
  /** The nats-server cannot make any file longer (RLIMIT_FSIZE), until it is started again after a while. */
  | { readonly kind: 'fsize'; readonly victim: 'nats-server'; readonly forMs: number };

export type FaultKind = Fault['kind'];

/** Everything once; or three brokers with copies of everything, and two orchestrators and planners. */
export type Stage = 'alone' | 'cluster';

export const members = ['nats-1', 'nats-2', 'nats-3'] as const;
export type Member = (typeof members)[number];
export type Orchestrator = 'orchestrator' | 'orchestrator-2';
export const runners = ['runner-1', 'runner-2', 'runner-3'] as const;
export type RunnerName = (typeof runners)[number];
export type Server = Orchestrator | 'planner' | 'planner-2' | 'web' | 'postgres' | 'nats-server' | Member;
export type Victim = Server | RunnerName | 'supervisor';

export const servers: Readonly<Record<Stage, readonly Server[]>> = {
  alone: ['orchestrator', 'planner', 'web', 'nats-server', 'postgres'],
  cluster: ['orchestrator', 'planner', 'web', ...members, 'postgres', 'orchestrator-2', 'planner-2'],
};
/** A way to the orchestrator that can be cut. */
export type Line = RunnerName | 'clients';
export type Clocked = Orchestrator | 'planner' | 'planner-2' | 'web' | RunnerName;

/** The steps of a commit in the orchestrator, in order; its `fault.point.ts` has the same words. */
export const faultPoints = ['decided', 'folded', 'sent', 'acknowledged', 'answered', 'announced'] as const;
export type FaultPoint = (typeof faultPoints)[number];

export const nameOf = ({ kind, victim }: Fault): string => `${kind} ${victim.replace(/-\d$/, '')}`;
