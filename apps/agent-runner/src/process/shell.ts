import { existsSync } from 'node:fs';

const bash = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash'].find(existsSync);

/** The words that run a command line. */
export const inShell = (run: string): readonly string[] =>
  bash ? [bash, '-c', run] : ['/bin/sh', '-c', run];
