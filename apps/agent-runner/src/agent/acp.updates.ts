import { isAbsolute, relative, resolve } from 'node:path';
import type { LogLine } from '@headrace/events';
import { z } from 'zod';
import type { Entry } from '../log/spool.ts';

/** As much of `session/update` as we read. An update of a kind that we do not know is passed over, never an error. */
const Location = z.looseObject({ path: z.string() });
const Block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  path: z.string().optional(),
  content: z.looseObject({ text: z.string().optional() }).optional(),
});
export const Update = z.looseObject({
  sessionUpdate: z.string(),
  content: z
    .union([Block, z.array(Block)])
    .nullish()
    .catch(null),
  toolCallId: z.string().optional(),
  title: z.string().nullish(),
  kind: z.string().nullish(),
  status: z.string().nullish(),
  locations: z.array(Location).nullish().catch(null),
  entries: z.array(z.looseObject({ content: z.string(), status: z.string().optional() })).nullish(),
  _meta: z.looseObject({}).nullish().catch(null),
});
export type Update = z.infer<typeof Update>;

/** A tool call as far as it is known: agents send its start, its updates, or only the latter. */
export type Tool = {
  readonly kind: string;
  readonly title: string;
  readonly status: string;
  readonly path: string | null;
};

const KIND: Readonly<Record<string, LogLine['t']>> = {
  read: 'reads',
  search: 'reads',
  fetch: 'reads',
  edit: 'edits',
  delete: 'edits',
  move: 'edits',
  think: 'thinks',
};

/** The speech of an update: pieces of text that are joined before they are logged. */
export function speechOf({ sessionUpdate, content }: Update): { t: 'says' | 'thinks'; text: string } | null {
  if (Array.isArray(content) || !content?.text) return null;
  if (sessionUpdate === 'agent_message_chunk') return { t: 'says', text: content.text };
  if (sessionUpdate === 'agent_thought_chunk') return { t: 'thinks', text: content.text };
  return null;
}

/** Folds a tool update into the tools seen so far; answers the line that it is worth, if any. */
export function toolLine(tools: Map<string, Tool>, update: Update, cwd: string): Entry | null {
  const id = update.toolCallId;
  if (!id || !['tool_call', 'tool_call_update'].includes(update.sessionUpdate)) return null;
  const before = tools.get(id);
  const path = pathsOf(update)[0] ?? before?.path ?? null;
  const tool: Tool = {
    kind: update.kind ?? before?.kind ?? 'other',
    title: update.title ?? before?.title ?? id,
    status: update.status ?? before?.status ?? 'pending',
    path,
  };
  tools.set(id, tool);
  const isNews = !before || (tool.status !== before.status && ['completed', 'failed'].includes(tool.status));
  if (!isNews) return null;
  const text = before || tool.status === 'failed' ? `${tool.title}: ${tool.status}` : tool.title;
  const place = path === null ? {} : { path: shortPath(path, cwd) };
  return { t: KIND[tool.kind] ?? 'runs', text: withOutput(text, update), toolId: id.slice(0, 200), ...place };
}

export function planLine({ sessionUpdate, entries }: Update): Entry | null {
  if (sessionUpdate !== 'plan' || !entries) return null;
  return { t: 'plans', text: entries.map((entry) => `[${entry.status ?? ' '}] ${entry.content}`).join('\n') };
}

/** Paths that a tool call names; agents give relative ones too. */
export function pathsOf({ locations, content }: Pick<Update, 'locations' | 'content'>): readonly string[] {
  const diffs = Array.isArray(content) ? content.filter(({ type }) => type === 'diff') : [];
  return [...(locations ?? []), ...diffs].flatMap(({ path }) => (typeof path === 'string' ? [path] : []));
}

export const EDITING: ReadonlySet<string> = new Set(['edit', 'delete', 'move']);

/** The paths that lie in none of the agent's own directories. */
export function outside(paths: readonly string[], cwd: string, own: readonly string[]): readonly string[] {
  return paths.filter((path) => !own.some((directory) => isWithin(directory, resolve(cwd, path))));
}

function isWithin(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way !== '..' && !way.startsWith('../') && !isAbsolute(way);
}

const shortPath = (path: string, cwd: string): string =>
  isWithin(cwd, path) ? relative(cwd, path) || '.' : path;

/** The end of what a finished tool printed. */
function withOutput(text: string, { content, status }: Update): string {
  if (!Array.isArray(content) || !['completed', 'failed'].includes(status ?? '')) return text;
  const output = content
    .flatMap((block) => block.content?.text ?? [])
    .join('\n')
    .trim();
  return output === '' ? text : `${text}\n${output.slice(-2000)}`;
}

/** codex-acp ends a turn well that a 429 has ended; just before, it says this. */
export function systemErrorIn({ _meta }: Update): boolean {
  const codex = (_meta as { codex?: { threadStatus?: { type?: unknown } } } | null | undefined)?.codex;
  return codex?.threadStatus?.type === 'systemError';
}

/** What an update carries about limits and their resets, as codex and gemini do; null: nothing. */
export function limitsIn({ _meta }: Update): unknown {
  if (!_meta) return null;
  const text = JSON.stringify(_meta);
  return /rate.?limit|retry.?after|retry.?delay|resets?_?(at|in)/i.test(text) ? _meta : null;
}
