import type { Problem } from '@headrace/events';
import type { Outline } from './plan.outline.ts';

/** What waits for what. Phases wait too: a task for its phase to open, a phase for all tasks of other phases. */
type Step = { readonly to: number; readonly words: string; readonly path: string | null };
type Graph = { readonly names: string[]; readonly steps: Step[][] };

/** One problem for each knot of tasks and phases that wait for one another, with its shortest round spelled out. */
export function cycleProblems(outline: Outline): readonly Problem[] {
  const graph = graphOf(outline);
  return knots(graph).flatMap((knot) => {
    const round = shortestRound(graph, knot);
    if (round.length === 0) return [];
    const path = round.find((step) => step.path)?.path ?? ''; // what an edit leaves alone has no place in it
    return [{ code: 'CYCLE', path, message: spelled(round), expected: 'no task waits for itself' }];
  });
}

/** Nobody reads more of a round than this. */
const MOST_STEPS = 20;

function spelled(round: readonly Step[]): string {
  const words = round.map((step) => step.words);
  const left = words.length - MOST_STEPS;
  if (left > 1) words.splice(MOST_STEPS - 1, left, `and ${left} more`);
  return `${words.join(', ')}.`;
}

function graphOf({ tasks, phases }: Outline): Graph {
  const graph: Graph = { names: [], steps: [] };
  const ids = new Map<string, number>();
  const node = (kind: string, id: string): number => {
    const key = `${kind} ${id}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, graph.names.length);
    graph.steps.push([]);
    return graph.names.push(id) - 1;
  };
  const step = (from: number, to: number, words: string, path: string | null) =>
    graph.steps[from]?.push({ to, words, path });
  const known = new Set(tasks.flatMap(({ id }) => id?.value ?? []));
  for (const task of tasks) {
    if (!task.id) continue;
    const from = node('task', task.id.value);
    for (const { value, path } of task.needs)
      if (known.has(value)) step(from, node('task', value), `${task.id.value} needs ${value}`, path);
    for (const { value, path } of task.after)
      if (known.has(value)) step(from, node('task', value), `${task.id.value} comes after ${value}`, path);
    if (!task.phase) continue;
    step(
      from,
      node('opening', task.phase.value),
      `${task.id.value} is in phase ${task.phase.value}`,
      task.phase.path,
    );
    step(node('completion', task.phase.value), from, `phase ${task.phase.value} has ${task.id.value}`, null);
  }
  for (const { id, opensWhen } of phases)
    for (const { value, path } of id ? opensWhen : [])
      step(
        node('opening', id?.value ?? ''),
        node('completion', value),
        `phase ${id?.value} opens when phase ${value} is done`,
        path,
      );
  for (const { id } of phases)
    if (id)
      step(node('completion', id.value), node('opening', id.value), `phase ${id.value} has to open`, null);
  return graph;
}

/** Strongly connected parts with a way round (Tarjan, without recursion: a chain may have 100,000 tasks). */
function knots({ names, steps }: Graph): readonly number[][] {
  const index = new Int32Array(names.length).fill(-1);
  const low = new Int32Array(names.length);
  const next = new Int32Array(names.length);
  const isOpen = new Uint8Array(names.length);
  const stack: number[] = [];
  const found: number[][] = [];
  let count = 0;
  const enter = (node: number, path: number[]) => {
    index[node] = low[node] = count++;
    isOpen[node] = 1;
    stack.push(node);
    path.push(node);
  };
  const at = (cells: Int32Array, node: number): number => cells[node] ?? 0;
  for (let root = 0; root < names.length; root++) {
    if (index[root] !== -1) continue;
    const path: number[] = [];
    enter(root, path);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const step = steps[node]?.[at(next, node)];
      next[node] = at(next, node) + 1;
      if (step && index[step.to] === -1) enter(step.to, path);
      else if (step && isOpen[step.to]) low[node] = Math.min(at(low, node), at(index, step.to));
      if (step) continue;
      path.pop();
      const above = path.at(-1);
      if (above !== undefined) low[above] = Math.min(at(low, above), at(low, node));
      if (low[node] !== index[node]) continue;
      const knot = stack.splice(stack.lastIndexOf(node));
      for (const member of knot) isOpen[member] = 0;
      if (knot.length > 1 || steps[node]?.some(({ to }) => to === node)) found.push(knot);
    }
  }
  return found;
}

/** Breadth first from the member that the file names first. */
function shortestRound({ steps }: Graph, knot: readonly number[]): readonly Step[] {
  const start = Math.min(...knot.slice(0, 10_000));
  const inside = new Set(knot);
  const cameBy = new Map<number, { readonly from: number; readonly step: Step }>();
  const queue = [start];
  for (const node of queue) {
    for (const step of steps[node] ?? []) {
      if (!inside.has(step.to) || cameBy.has(step.to)) continue;
      cameBy.set(step.to, { from: node, step });
      if (step.to === start) return wayBack(cameBy, start);
      queue.push(step.to);
    }
  }
  return [];
}

function wayBack(
  cameBy: ReadonlyMap<number, { readonly from: number; readonly step: Step }>,
  start: number,
): readonly Step[] {
  const way: Step[] = [];
  let node = start;
  do {
    const came = cameBy.get(node);
    if (!came) return [];
    way.unshift(came.step);
    node = came.from;
  } while (node !== start);
  return way;
}
