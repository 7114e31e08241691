import type { TaskKey } from '@headrace/events';

/** Pixels at zoom 1. The design draws a task as 164 by 62. */
export const NODE = { width: 164, height: 62 } as const;
/** From column to column, and from row to row. */
export const PITCH = 200;
export const ROW = 76;
/** The left edge of the first column. */
export const LEFT = 44;
/** A task of a paused phase. */
export const MINI = { width: 160, height: 26, pitch: 28 } as const;

export type Point = { readonly x: number; readonly y: number };
export type Box = Point & { readonly width: number; readonly height: number };

/** Where a task stands in its band: its column, and pixels from the band's first row. */
export type Cell = { readonly band: string; readonly column: number; readonly top: number };

/** What stays as it is while events come in. `inner`: routes between tasks of one band, by edge, x on the stage and y in the band. */
export type Placement = {
  readonly count: number;
  readonly cells: ReadonlyMap<TaskKey, Cell>;
  readonly inner: ReadonlyMap<string, readonly Point[]>;
};

export const columnLeft = (column: number): number => LEFT + column * PITCH;
export const columnCentre = (column: number): number => columnLeft(column) + NODE.width / 2;
/** The middle of the gutter to the left of a column; the first one keeps clear of the frame. */
export const gutterCentre = (column: number): number =>
  columnLeft(column) - (column === 0 ? 13 : (PITCH - NODE.width) / 2);

/** An SVG path along `points` with rounded corners. */
export function roundedPath(points: readonly Point[], radius = 9): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const steps = rest.map((point, index) => {
    const next = rest[index + 1];
    return next ? corner(points[index]!, point, next, radius) : `L${at(point)}`;
  });
  return `M${at(first)}${steps.join('')}`;
}

const at = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;
const round = (value: number): number => Math.round(value * 10) / 10;

function corner(before: Point, here: Point, next: Point, radius: number): string {
  const reach = Math.min(radius, distance(before, here) / 2, distance(here, next) / 2);
  return `L${at(towards(here, before, reach))}Q${at(here)} ${at(towards(here, next, reach))}`;
}

export const distance = (a: Point, b: Point): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);

export function towards(from: Point, to: Point, by: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) / length) * by, y: from.y + ((to.y - from.y) / length) * by };
}
