import type { CommandId } from '@headrace/events';

/** Commands by id: where their commits stand. Its content is read from the log when a command comes again, which is rare. */
export type CommandWindow = {
  /** The position of the command's commit; null when it was never recorded, or long ago. */
  positionOf(id: CommandId): number | null;
  add(id: CommandId, position: number, atMs: number): void;
  /** All that it is made of, the older one first. */
  generations(): readonly Generation[];
};

/** The commands of some time, forgotten together: to look for the oldest of a million with each new one would be slow. */
export type Generation = { readonly sinceMs: number; readonly positions: Map<CommandId, number> };

export type WindowLimits = {
  /** At least so many commits are kept, */
  readonly commits: number;
  /** and all of so long a time, */
  readonly ms: number;
  /** as far as these are no more than so many; never more than twice as many. */
  readonly most: number;
};

const LIMITS: WindowLimits = { commits: 65_536, ms: 2 * 3600_000, most: 500_000 };

/** As docs/architecture.md §3 has it. `kept`: the generations of one that was saved. */
export function createWindow(limits = LIMITS, kept: readonly Generation[] = []): CommandWindow {
  let older = kept.at(-2) ?? null;
  let newer = kept.at(-1) ?? null;
  return {
    positionOf: (id) => newer?.positions.get(id) ?? older?.positions.get(id) ?? null,
    add(id, position, atMs) {
      if (newer === null || isFull(newer, atMs, limits)) {
        older = newer;
        newer = { sinceMs: atMs, positions: new Map() };
      }
      newer.positions.set(id, position);
    },
    generations: () => [older, newer].filter((one) => one !== null),
  };
}

const isFull = ({ sinceMs, positions: { size } }: Generation, atMs: number, limits: WindowLimits): boolean =>
  size >= limits.most || (size >= limits.commits && atMs - sinceMs >= limits.ms);
