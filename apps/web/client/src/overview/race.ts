import { epochMs, type TaskState, type TaskView } from '@headrace/events';
import { isInPlan, isOver, signOf } from '../task/task.words.ts';
import { spanWord } from '../words/time.words.ts';

/** One reach of the channel: the tasks in one state. All lengths in pixels of a picture 1328 wide. */
export type Reach = {
  readonly state: TaskState;
  readonly count: number;
  readonly note: string;
  /** More than one task here waits much longer than those before it: it backs up. */
  readonly asks: number;
  readonly from: number;
  readonly to: number;
  /** From the middle of the channel to its bank. */
  readonly half: number;
  readonly blocks: readonly Block[];
};

export type Block = {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly asks: boolean;
  /** 1 for the newest of the done, less for older ones. */
  readonly strength: number;
};

export const RACE = { width: 1328, height: 194, middle: 103 } as const;

const reaches: readonly (readonly [TaskState, number, number])[] = [
  ['ready', 0, 150],
  ['claimed', 150, 262],
  ['running', 262, 640],
  ['verifying', 640, 820],
  ['reviewing', 820, 990],
  ['merging', 990, 1130],
  ['done', 1130, 1328],
];

const ROW = 17;
const MOST_ROWS = 6;
const LEAST_HALF = 13;
const GAP = 10;
/** As long as a block gets; a task that waits longer looks the same. */
const LONG_MS: Partial<Record<TaskState, number>> = { claimed: 60_000 };
const DONE_SHOWN = 18;
const HOUR = 3_600_000;

/** The tasks of the plans that are open, as they flow through the states. */
export function raceOf(tasks: readonly TaskView[], now: number): readonly Reach[] {
  const byState = Map.groupBy(tasks.filter(isInPlan), ({ state }) => state);
  return reaches.map(([state, from, to]) => reachOf(state, from, to, byState.get(state) ?? [], now));
}

function reachOf(state: TaskState, from: number, to: number, tasks: readonly TaskView[], now: number): Reach {
  const isDone = state === 'done';
  const newest = tasks.toSorted((a, b) => (a.since < b.since ? 1 : -1));
  const shown = isDone ? newest.slice(0, DONE_SHOWN) : newest.toReversed();
  const rows = packed(shown, from + 20, to - 24, now);
  const height = Math.max(1, rows.length) * ROW;
  return {
    ...{ state, from, to, count: tasks.length, note: noteOf(state, tasks, now) },
    asks: tasks.filter((task) => signOf(task, now).asks).length,
    half: Math.max(LEAST_HALF, height / 2 + 7),
    blocks: rows.flatMap((row, place) =>
      row.map(({ task, x, width }, at) => ({
        ...{ key: task.key, x, width, asks: signOf(task, now).asks },
        y: RACE.middle - height / 2 + place * ROW + 4,
        strength: isDone ? Math.max(0.25, 1 - (at + place) / (row.length + 2)) : 1,
      })),
    ),
  };
}

type Laid = { readonly task: TaskView; readonly x: number; readonly width: number };

/** Blocks side by side, row under row; when they need more rows than there are, all get shorter. */
function packed(
  tasks: readonly TaskView[],
  left: number,
  right: number,
  now: number,
): readonly (readonly Laid[])[] {
  for (const shrink of [1, 0.6, 0.35, 0.15, 0]) {
    const rows = rowsOf(tasks, left, right, (task) => blockWidth(task, right - left, now) * shrink + 8);
    if (rows.length <= MOST_ROWS || shrink === 0) return rows.slice(0, MOST_ROWS);
  }
  return [];
}

function rowsOf(
  tasks: readonly TaskView[],
  left: number,
  right: number,
  widthOf: (task: TaskView) => number,
): readonly (readonly Laid[])[] {
  const rows: Laid[][] = [];
  let x = Infinity;
  for (const task of tasks) {
    const width = widthOf(task);
    if (x + width > right) {
      rows.push([]);
      x = left + ((rows.length * 13) % 9); // rows begin a little apart, so that they read as water and not as a table
    }
    rows.at(-1)!.push({ task, x, width });
    x += width + GAP;
  }
  return rows;
}

/** The longer in its state, the longer. */
function blockWidth(task: TaskView, room: number, now: number): number {
  if (isOver(task.state)) return 4;
  const share = Math.min(1, Math.max(0, now - epochMs(task.since)) / (LONG_MS[task.state] ?? HOUR));
  return share * Math.min(room * 0.6, 140);
}

function noteOf(state: TaskState, tasks: readonly TaskView[], now: number): string {
  if (tasks.length === 0) return '';
  const ages = tasks.map(({ since }) => now - epochMs(since)).sort((a, b) => a - b);
  if (state === 'done') {
    const hour = ages.filter((age) => age <= HOUR).length;
    return hour === 0 ? 'none in the last hour' : `${hour} in the last hour`;
  }
  if (state === 'ready') return `oldest ${spanWord(ages.at(-1)!)}`;
  return `median ${spanWord(ages[Math.floor(ages.length / 2)]!)}`;
}

/** The two banks from left to right, each as an SVG path that can be joined with the other. */
export function banksOf(race: readonly Reach[]): {
  readonly upper: string;
  readonly lower: string;
  readonly water: string;
} {
  const upper = bank(race, (half) => RACE.middle - half);
  const lower = bank(race.toReversed(), (half) => RACE.middle + half, true);
  return { upper: `M${upper}`, lower: `M${lower}`, water: `M${upper}L${lower}Z` };
}

function bank(race: readonly Reach[], yOf: (half: number) => number, isBack = false): string {
  const BEND = 16;
  const steps = race.map((reach, place) => {
    const next = race[place + 1];
    const y = yOf(reach.half);
    if (!next) return `L${isBack ? 0 : RACE.width} ${y}`;
    const x = isBack ? reach.from : reach.to;
    const by = isBack ? -BEND : BEND;
    return `L${x - by} ${y}C${x} ${y} ${x} ${yOf(next.half)} ${x + by} ${yOf(next.half)}`;
  });
  const start = isBack ? RACE.width : 0;
  return `${start} ${yOf(race[0]?.half ?? LEAST_HALF)}${steps.join('')}`;
}
