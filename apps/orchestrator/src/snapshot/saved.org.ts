import { restoredOrg, savedOrg, type SavedOrg } from '@headrace/engine';
import type { CommandId, Digest, Instant, OrgId } from '@headrace/events';
import { createWindow, type CommandEntry } from '../shard/command.window.ts';
import type { HostedOrg } from '../shard/hosted.org.ts';

/** A hosted org as a snapshot keeps it: plain values only. */
export type SavedHost = {
  readonly org: OrgId;
  readonly state: SavedOrg;
  readonly rev: number;
  readonly head: Digest;
  readonly at: Instant;
  readonly window: readonly (readonly [CommandId, number, number])[];
};

export const savedHost = ({ state, window, ...rest }: HostedOrg): SavedHost => ({
  ...rest,
  state: savedOrg(state),
  window: [...window.entries()].map(([id, { position, atMs }]: [CommandId, CommandEntry]) => [
    id,
    position,
    atMs,
  ]),
});

export function restoredHost({ state, window, ...rest }: SavedHost): HostedOrg {
  const commands = createWindow();
  for (const [id, position, atMs] of window) commands.add(id, position, atMs);
  return { ...rest, state: restoredOrg(state), window: commands };
}
