import { eventsOf, number, text, type Commit, type Finding, type Happened } from './stored.ts';

type Landing = { fence: number; holds: boolean; prepared: string | null; landed: boolean };

/**
 * Each task lands at most once, as what was prepared under a claim that held. A lease that ends leaves the preparation:
 * it may have been pushed, and the next claim records what it finds on the branch.
 */
export function brokenLandings(commits: readonly Commit[]): readonly Finding[] {
  const changes = new Map<string, Landing>();
  const landedTasks = new Set<string>();
  return eventsOf(commits).flatMap((event) => {
    const id = text(event, 'changeId');
    if (id === '') return [];
    const change = changes.get(id) ?? { fence: 0, holds: false, prepared: null, landed: false };
    changes.set(id, change);
    const found = follow(event, change);
    if (event.type === 'ChangeLanded' && landedTasks.has(keyOf(event)))
      found.push(`${keyOf(event)} landed before`);
    if (event.type === 'ChangeLanded') landedTasks.add(keyOf(event));
    return found.map((what) => `#${event.position} ${event.type}: ${what}`);
  });
}

function follow(event: Happened, change: Landing): Finding[] {
  const fence = number(event, 'fence');
  const id = text(event, 'changeId');
  switch (event.type) {
    case 'LandingClaimed': {
      const found =
        fence > change.fence && !change.holds && !change.landed
          ? []
          : [`${id} is claimed with ${fence} after ${change.fence}`];
      Object.assign(change, { fence, holds: true });
      return found;
    }
    case 'LandingPrepared': {
      const found =
        change.holds && fence === change.fence
          ? []
          : [`${id} is prepared under ${fence}, ${change.fence} holds`];
      change.prepared = text(event, 'result');
      return found;
    }
    case 'ChangeLanded': {
      const isPrepared = change.prepared === text(event, 'result') && !change.landed;
      Object.assign(change, { landed: true, holds: false });
      return isPrepared ? [] : [`${id} landed as what was not prepared`];
    }
    case 'LandingVoided':
      change.holds = false;
      if (event.because !== 'lease') change.prepared = null;
      return change.landed ? [`${id} has landed already`] : [];
    case 'LandingFailed':
    case 'ChangeSentBack':
      Object.assign(change, { holds: false, prepared: null });
      return change.landed ? [`${id} has landed already`] : [];
    default:
      return [];
  }
}

const keyOf = (event: Happened): string => `${text(event, 'planId')}.${text(event, 'taskId')}`;

/** By repository and branch, the results of landed changes in the order of the log. */
export function landedOn(commits: readonly Commit[]): ReadonlyMap<string, readonly string[]> {
  const repos = new Map<string, string>();
  const branches = new Map<string, string[]>();
  for (const event of eventsOf(commits)) {
    if (event.type === 'PlanAdded') repos.set(text(event, 'planId'), text(event, 'repoId'));
    if (event.type !== 'ChangeLanded') continue;
    const branch = `${repos.get(text(event, 'planId')) ?? 'no repository'} ${text(event, 'target')}`;
    branches.set(branch, [...(branches.get(branch) ?? []), text(event, 'result')]);
  }
  return branches;
}

/** `onBranch`: the commits along the first parents, the oldest first, without what was there before. */
export function differingBranch(
  name: string,
  inLog: readonly string[],
  onBranch: readonly string[],
): readonly Finding[] {
  const at = Array.from({ length: Math.max(inLog.length, onBranch.length) }).findIndex(
    (_, index) => inLog[index] !== onBranch[index],
  );
  if (at < 0) return [];
  return [
    `${name}: change ${at + 1} of ${inLog.length} is ${inLog[at] ?? 'none'} in the log and ${onBranch[at] ?? 'none'} of ${onBranch.length} on the branch`,
  ];
}
