import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

const script = 'read -r _; kill -QUIT "$1" 2>/dev/null; sleep 1; rm -rf "$2"';

/**
 * Ends a process and removes its directory when ours is gone, however it went: a killed test run has no time for it.
 * A shell waits for the end of its input, which we hold. Returns how to call it off.
 */
export function guard(pid: number, dir: string): () => void {
  const watcher = spawn('/bin/sh', ['-c', script, 'guard', String(pid), dir], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.unref();
  (watcher.stdin as Socket).unref(); // a pipe is a socket, and must not keep us from ending
  return () => watcher.kill('SIGKILL');
}
