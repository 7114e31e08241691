import { restoredOrg, savedOrg, type SavedOrg } from '@headrace/engine';
import { createWindow, type Generation } from '../shard/command.window.ts';
import type { HostedOrg } from '../shard/hosted.org.ts';

/** A hosted org as a snapshot keeps it: plain values only. */
export type SavedHost = Omit<HostedOrg, 'state' | 'window'> & {
  readonly state: SavedOrg;
  readonly window: readonly Generation[];
};

export const savedHost = ({ state, window, ...rest }: HostedOrg): SavedHost => ({
  ...rest,
  state: savedOrg(state),
  window: window.generations(),
});

export const restoredHost = ({ state, window, ...rest }: SavedHost): HostedOrg => ({
  ...rest,
  state: restoredOrg(state),
  window: createWindow(undefined, window),
});
