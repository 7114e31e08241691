import {
  definitionOf,
  type GateId,
  type Phase,
  type PhaseId,
  type PlanEdited,
  type Recorded,
  type Ref,
  type RoleId,
} from '@headrace/events';
import { settlePlan } from '../offer/offer.index.ts';
import type { OrgState } from '../org/org.state.ts';
import type { GateState } from './gate.state.ts';
import type { PhaseState, PlanState } from './plan.state.ts';

/** So many of its latest changes a plan can tell; older ones are in the log. */
const MOST_REVISIONS = 100;

/** The plan's definition is another one from here on. */
export function countRevision(plan: PlanState, text: string, ref: Ref): void {
  plan.revision++;
  plan.revisions = [...plan.revisions.slice(1 - MOST_REVISIONS), { revision: plan.revision, text, ref }];
}

/** Whoever defines what proves the changes of a plan has to leave their approval to others, as if he had submitted it. */
function countEditor(plan: PlanState, { event, actor }: Recorded<PlanEdited>): void {
  if (actor && Object.keys(event.gates).length > 0)
    plan.submittedBy = [...new Set([...plan.submittedBy, actor])];
}

/** Takes over what an edit says about the plan itself; its tasks have events of their own. */
export function redefinePlan(state: OrgState, plan: PlanState, recorded: Recorded<PlanEdited>): void {
  const { event, ref } = recorded;
  countEditor(plan, recorded);
  countRevision(plan, `the plan was edited${event.note && `: ${event.note}`}`, ref);
  if (event.title !== undefined) plan.title = event.title;
  if (event.description !== undefined) plan.described = ref;
  if (event.defaults) plan.defaults = event.defaults;
  if (event.followUps) plan.followUps = event.followUps;
  if (event.proposals) plan.proposals = event.proposals;
  plan.roles = Object.fromEntries(
    Object.entries({ ...plan.roles, ...event.roles }).filter(([, role]) => role !== null),
  ) as PlanState['roles']; // without those that are gone
  for (const id of Object.keys(event.roles) as RoleId[]) plan.rolesSet.set(id, ref); // keys of a z.record(RoleId)
  for (const [id, gate] of Object.entries(event.gates) as [GateId, (typeof event.gates)[GateId]][]) {
    if (gate) plan.gates.set(id, gateOf(gate));
    else plan.gates.delete(id);
  }
  for (const [id, phase] of Object.entries(event.phases) as [PhaseId, Phase | null][]) {
    if (phase) redefinePhase(plan, phase, ref);
    else plan.phases.delete(id);
  }
  settlePlan(state.offers, plan);
}

/** Whether a phase is open is not a matter of its definition; for what it waits, is. */
function redefinePhase(plan: PlanState, phase: Phase, ref: Ref): void {
  const existing: PhaseState | undefined = plan.phases.get(phase.id);
  if (!existing) return void plan.phases.set(phase.id, createPhase(phase, ref));
  existing.opensWhen = phase.opensWhen?.done ?? null;
  existing.isWaiting &&= phase.opensWhen !== undefined;
  existing.defined = ref;
}

export const gateOf = (gate: GateState['gate']): GateState => ({ gate, definition: definitionOf(gate) });

export const createPhase = ({ id, opensWhen, paused }: Phase, ref: Ref): PhaseState => ({
  phaseId: id,
  opensWhen: opensWhen?.done ?? null,
  tasks: [],
  isOpen: !paused && !opensWhen,
  isWaiting: opensWhen !== undefined,
  reason: '',
  ref,
  defined: ref,
  unfinished: 0,
});
