import type { ElkNode } from 'elkjs/lib/elk-api';
import { NODE, PITCH, ROW } from './graph.geometry.ts';

/** The tasks of each column one under the other: what is drawn where ELK cannot be had. */
export function gridElk(graph: ElkNode): Promise<ElkNode> {
  const used = new Map<number, number>();
  const children = (graph.children ?? []).map((child) => {
    const column = Number(child.layoutOptions?.['elk.partitioning.partition'] ?? 0);
    const row = used.get(column) ?? 0;
    used.set(column, row + 1);
    return { ...child, x: column * PITCH, y: row * ROW, ...NODE };
  });
  return Promise.resolve({ ...graph, children, edges: [] });
}
