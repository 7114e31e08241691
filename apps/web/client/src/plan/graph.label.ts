import { distance, type Box, type Point } from './graph.geometry.ts';
import type { Layout } from './graph.layout.ts';

export const LABEL = { width: 96, height: 37 } as const;

/** A reach shorter than this has no room beside it. */
const SHORTEST = 60;
const ASIDE = 12;

/** Beside a straight reach of the dry channel, on no task, and over as few edges as there is a place for. */
export function labelSpot(dry: readonly (readonly Point[])[], layout: Layout): Point | null {
  const reaches = dry.flatMap((points) => points.slice(1).map((point, at) => [points[at]!, point] as const));
  const spots = reaches.filter((reach) => distance(...reach) >= SHORTEST).flatMap(spotsBeside);
  const scored = spots.map((spot) => ({ spot, cost: costOf(spot, layout) }));
  const best = scored.reduce<(typeof scored)[number] | null>(
    (top, one) => (top === null || one.cost < top.cost ? one : top),
    null,
  );
  return best && best.cost < 1000 ? best.spot : null;
}

function spotsBeside([from, to]: readonly [Point, Point]): readonly Point[] {
  return [0.5, 0.35, 0.65, 0.2, 0.8].flatMap((part) => {
    const middle = { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
    const { width, height } = LABEL;
    if (from.x === to.x)
      return [
        { x: middle.x + ASIDE, y: middle.y - height / 2 },
        { x: middle.x - ASIDE - width, y: middle.y - height / 2 },
      ];
    return [
      { x: middle.x - width / 2, y: middle.y - ASIDE - height },
      { x: middle.x - width / 2, y: middle.y + ASIDE },
    ];
  });
}

function costOf(spot: Point, { nodes, minis, frames, routes, width }: Layout): number {
  const box = { ...spot, ...LABEL };
  const tasks = [...nodes.values(), ...minis.values()].filter((node) => meet(box, node)).length;
  const titles = frames.filter(({ x, y }) => meet(box, { x, y, width: 340, height: 26 })).length;
  const crossed = routes.filter(({ points }) => crosses(points, box)).length;
  const isOutside = spot.x < 4 || spot.x + box.width > width - 4 || spot.y < 4;
  return tasks * 1000 + (isOutside ? 1000 : 0) + titles * 20 + crossed;
}

const meet = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Wires run along the axes, so each stretch is a box without width or height. */
const crosses = (points: readonly Point[], box: Box): boolean =>
  points.slice(1).some((point, at) => {
    const before = points[at]!;
    const [x, y] = [Math.min(before.x, point.x), Math.min(before.y, point.y)];
    return meet({ x, y, width: Math.abs(before.x - point.x), height: Math.abs(before.y - point.y) }, box);
  });
