import { homedir } from 'node:os';
import { join } from 'node:path';

/** Downloads and copies that every home of this user shares; it can be deleted at any time. */
export const cacheDir = (): string =>
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'headrace');
