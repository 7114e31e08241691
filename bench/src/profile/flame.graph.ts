import { partOf, type CpuProfile } from './self.time.ts';

/** A call with all that it called: `ms` holds the calls' too. */
export type Flame = {
  readonly name: string;
  readonly part: string;
  readonly ms: number;
  readonly calls: readonly Flame[];
};

type Node = CpuProfile['nodes'][number];

/** Functions by who called them, the longest first; without waiting and starting. */
export function flamesOf(profile: CpuProfile): readonly Flame[] {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const own = new Map<number, number>();
  for (const [i, id] of profile.samples.entries())
    own.set(id, (own.get(id) ?? 0) + (profile.timeDeltas[i] ?? 0) / 1000);
  const flameOf = (nodes: readonly Node[]): Flame => {
    const { callFrame } = nodes[0]!;
    const calls = grouped(nodes.flatMap(({ children = [] }) => children.map((id) => byId.get(id)!)));
    const ms = nodes.reduce((sum, { id }) => sum + (own.get(id) ?? 0), 0);
    const inner = calls.map(flameOf).filter(({ ms: spent }) => spent > 0);
    return {
      name: callFrame.functionName || '(anonymous)',
      part: partOf(callFrame),
      ms: inner.reduce((sum, call) => sum + call.ms, ms),
      calls: inner.sort((a, b) => b.ms - a.ms),
    };
  };
  const root = profile.nodes.find(({ callFrame }) => callFrame.functionName === '(root)');
  const { calls } = flameOf(root ? [root] : profile.nodes);
  return calls.map(withoutStart).filter(({ part, ms }) => part !== 'idle' && ms > 0);
}

/** One function called from one place is one box, whatever the engine compiled it to. */
function grouped(nodes: readonly Node[]): readonly (readonly Node[])[] {
  const groups = new Map<string, Node[]>();
  for (const node of nodes) {
    const key = `${node.callFrame.functionName} ${node.callFrame.url}`;
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  return [...groups.values()];
}

function withoutStart(flame: Flame): Flame {
  const calls = flame.calls.filter(({ part }) => part !== 'start').map(withoutStart);
  const gone = sum(flame.calls) - sum(calls);
  return { ...flame, calls, ms: flame.part === 'start' ? 0 : flame.ms - gone };
}

const sum = (flames: readonly Flame[]): number => flames.reduce((all, { ms }) => all + ms, 0);

const WIDTH = 1200;
const ROW = 17;
const LEGEND_ROW = 18;
const LETTER = 6.4;
/** Narrower boxes say nothing. */
const NARROWEST = 1.5;

type Box = Flame & { readonly x: number; readonly depth: number; readonly width: number };

/** As SVG: width is time, callers stand above what they call, the colour says the part of the program. */
export function flameGraph(flames: readonly Flame[]): string {
  const scale = WIDTH / Math.max(sum(flames), Number.EPSILON);
  const boxes = laidOut(flames, 0, 0, scale);
  const parts = [...new Set(boxes.map(({ part }) => part))].sort();
  const top = Math.ceil(parts.length / 3) * LEGEND_ROW + 12;
  const height = top + (Math.max(0, ...boxes.map(({ depth }) => depth)) + 1) * ROW;
  const hueOf = (part: string) => Math.round((parts.indexOf(part) * 360) / Math.max(1, parts.length));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="ui-monospace, monospace" font-size="11">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...parts.map((part, i) => legend(part, i, hueOf(part))),
    ...boxes.map((box) => drawn(box, top, hueOf(box.part), sum(flames))),
    '</svg>',
    '',
  ].join('\n');
}

function laidOut(flames: readonly Flame[], from: number, depth: number, scale: number): readonly Box[] {
  let x = from;
  return flames.flatMap((flame) => {
    const width = flame.ms * scale;
    const box = { ...flame, x, depth, width };
    x += width;
    return width < NARROWEST ? [] : [box, ...laidOut(flame.calls, box.x, depth + 1, scale)];
  });
}

const legend = (part: string, i: number, hue: number): string => {
  const [x, y] = [(i % 3) * 400, Math.floor(i / 3) * LEGEND_ROW];
  return `<rect x="${x}" y="${y + 4}" width="11" height="11" fill="${colour(hue)}"/><text x="${x + 16}" y="${y + 13}" fill="#222">${escaped(part)}</text>`;
};

function drawn({ name, part, ms, x, depth, width }: Box, top: number, hue: number, all: number): string {
  const y = top + depth * ROW;
  const room = Math.floor((width - 4) / LETTER);
  const text = room < 3 ? '' : name.length <= room ? name : `${name.slice(0, room - 1)}…`;
  const title = `${name}: ${((ms / all) * 100).toFixed(1)} %, ${ms.toFixed(0)} ms (${part})`;
  return [
    `<g><title>${escaped(title)}</title>`,
    `<rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 1}" fill="${colour(hue)}"/>`,
    text ? `<text x="${(x + 2).toFixed(1)}" y="${y + 12}" fill="#222">${escaped(text)}</text>` : '',
    '</g>',
  ].join('');
}

const colour = (hue: number): string => `hsl(${hue} 65% 78%)`;
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
