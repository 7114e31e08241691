/** Why a workload has no place yet. */
export const REASONS = Object.freeze({
  none: 'the tenant has no sync target',
  labels: 'no sync target has the labels that it asks for',
  ready: 'no such sync target is ready',
  room: 'no such sync target has room for it',
});

/**
 * Chooses a target among the tenant's own: with its labels, ready, with room, the emptiest first, then by name. Answers
 * `{target}`, or `{reason}` for people. `loadOf(name)` says how many replicas a target runs.
 */
export function chooseTarget(workload, targets, loadOf) {
  const wanted = Object.entries(workload.selector ?? {});
  const labelled = targets.filter(({ labels = {} }) => wanted.every(([key, value]) => labels[key] === value));
  const ready = labelled.filter((target) => target.ready);
  const roomy = ready.filter((target) => roomIn(target, loadOf) >= replicasOf(workload));
  const [best] = roomy.sort((a, b) => roomIn(b, loadOf) - roomIn(a, loadOf) || (a.name < b.name ? -1 : 1));
  if (best) return { target: best.name };
  const stages = { none: targets, labels: labelled, ready, room: roomy };
  const missing = Object.keys(stages).find((stage) => stages[stage].length === 0);
  return { reason: REASONS[missing] };
}

/** How many replicas a workload asks for: one, unless it says. */
export const replicasOf = (workload) => workload.replicas ?? 1;

const roomIn = (target, loadOf) => (target.capacity ?? Infinity) - loadOf(target.name);
