/* What the checks read: the log, the repositories, the disk, as somebody without our code finds them. */

/** One message of the stream. */
export type Stored = { readonly position: number; readonly bytes: Uint8Array };

/** A commit as JSON gives it; nothing of it is believed before it is checked. */
export type Commit = {
  readonly position: number;
  readonly org: string;
  readonly rev: number;
  readonly prev: string;
  readonly at: string;
  readonly command: Asked;
  /** Where it records several commands: each, and how many of the events it caused. */
  readonly batch?: readonly { readonly command: Asked; readonly events: number }[];
  readonly events: readonly Happened[];
};

export type Asked = { readonly id: string; readonly type: string; readonly [field: string]: unknown };

export type Happened = { readonly type: string; readonly [field: string]: unknown };

export const commitOf = ({ position, bytes }: Stored): Commit => ({
  ...(JSON.parse(new TextDecoder().decode(bytes)) as Omit<Commit, 'position'>),
  position,
});

/** The commands that a commit records. */
export const commandsOf = ({ command, batch }: Commit): readonly Asked[] =>
  batch?.map((part) => part.command) ?? [command];

/** Every event with the position of its commit, in order. */
export const eventsOf = (commits: readonly Commit[]): readonly (Happened & { readonly position: number })[] =>
  commits.flatMap(({ position, events }) => events.map((event) => ({ ...event, position })));

/** A field that is text; empty where it is missing. */
export const text = (event: Happened, field: string): string => {
  const value = event[field];
  return typeof value === 'string' ? value : '';
};

export const number = (event: Happened, field: string): number => Number(event[field] ?? Number.NaN);

export const texts = (event: Happened, field: string): readonly string[] =>
  Array.isArray(event[field]) ? (event[field] as string[]) : [];

/** A check that does not hold, in words. */
export type Finding = string;
