import type { CommandId } from '@headrace/events';

/** Commands by id: where their commits stand. Its content is read from the log when a command comes again, which is rare. */
export type CommandWindow = {
  /** The position of the command's commit; null when it was never recorded, or long ago. */
  positionOf(id: CommandId): number | null;
  add(id: CommandId, position: number, atMs: number): void;
  size(): number;
  /** Oldest first. */
  entries(): Iterable<[CommandId, CommandEntry]>;
};

export type CommandEntry = { readonly position: number; readonly atMs: number };

export const WINDOW_COMMITS = 65_536;
export const WINDOW_MS = 2 * 3600_000;

/** Keeps the last 65,536 commits of an org, and all of the last two hours (docs/architecture.md §3). */
export function createWindow(commits = WINDOW_COMMITS, ms = WINDOW_MS): CommandWindow {
  // a Map remembers the order of insertion, so the oldest stands first
  const entries = new Map<CommandId, CommandEntry>();
  return {
    positionOf: (id) => entries.get(id)?.position ?? null,
    add(id, position, atMs) {
      entries.set(id, { position, atMs });
      for (const [oldest, { atMs: then }] of entries) {
        if (entries.size <= commits || then > atMs - ms) break;
        entries.delete(oldest);
      }
    },
    size: () => entries.size,
    entries: () => entries.entries(),
  };
}
