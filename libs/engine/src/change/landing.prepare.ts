import { ok, type GateId, type PrepareLanding, type Stamped } from '@headrace/events';
import type { OrgState } from '../org/org.state.ts';
import type { Decision } from '../refuse.ts';
import { refusedWhileStopped } from '../org/org.decide.ts';
import { endWithPlan, named } from './change.decide.ts';
import { reviewRequested } from './review.terms.ts';
import { refuseFor, withLanding, type Landing } from './landing.decide.ts';

/**
 * Last look before the push: the approvals are for this patch, and every gate has passed on exactly what will be on the
 * branch. The record comes before the push, so that whoever comes after a crash knows what to look for.
 */
export function prepareLanding(command: Stamped<PrepareLanding>, state: OrgState): Decision {
  return withLanding(command, state, (landing) => {
    const { base, head, tree, result, patchId, gates, fence } = command;
    const { change } = landing;
    const stopped = refusedWhileStopped(state);
    if (stopped) return stopped;
    if (head !== change.head)
      return refuseFor(change, 'CHANGE_MOVED', `Change ${change.changeId} is at ${change.head}.`, {
        path: 'head',
        expected: change.head,
      });
    if (patchId !== change.patchId && change.approvals > 0) return voidApprovals(command, landing);
    const missing = gatesMissing(command, landing);
    if (missing.length > 0)
      return refuseFor(change, 'GATES_NOT_PASSED', `Not passed on ${base}, ${tree}: ${missing.join(', ')}.`, {
        path: 'gates',
        expected: missing.join(', '),
      });
    const { prepared } = change;
    if (prepared?.result === result && prepared.base === base) return ok([]);
    return ok([{ type: 'LandingPrepared', ...named(change), base, head, tree, result, fence, gates }]);
  });
}

/** On the branch as it is now the change is another one than was approved. Of a cancelled plan nothing is reviewed again. */
function voidApprovals({ patchId, at }: Stamped<PrepareLanding>, landing: Landing): Decision {
  const { change, plan } = landing;
  const reason = 'On the branch as it stands now the patch differs from the one that was approved.';
  if (plan.status === 'ending')
    return ok([
      { type: 'LandingVoided', ...named(change), because: 'review', note: reason },
      ...endWithPlan(landing),
    ]);
  return ok([
    { type: 'ApprovalsVoided', ...named(change), patchId, reason },
    { type: 'LandingVoided', ...named(change), because: 'review', note: reason },
    reviewRequested(landing.task, named(change), change.approvals, at),
  ]);
}

/** The attempt's own verdicts count where nothing moved; a reviewing agent's as long as the patch is the same. */
function gatesMissing(command: Stamped<PrepareLanding>, { change, task, plan }: Landing): readonly GateId[] {
  const { base, tree, result, patchId } = command;
  const isUnmoved = base === change.base && tree === change.tree;
  return task.gates.filter((gate) => {
    const known = plan.gates.get(gate);
    const again = command.gates.filter((verdict) => verdict.gate === gate).at(-1);
    const isKept = isUnmoved || (known?.gate.kind === 'review' && patchId === change.provenPatchId);
    const verdict = again ?? (isKept ? change.verdicts.get(gate) : undefined);
    if (verdict?.verdict !== 'passed' || verdict.definition !== known?.definition) return true;
    return again !== undefined && (again.base !== base || again.tree !== tree || again.head !== result);
  });
}
