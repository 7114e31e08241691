import { ProblemError } from './problem.ts';

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '::1']);

export const isLoopback = (host: string): boolean => LOOPBACK.has(bare(host));

/**
 * A page elsewhere may have its own name point to 127.0.0.1 (DNS rebinding); its requests come with that name. Where we
 * listen on loopback only, only loopback's names are answered. Errors: HOST_REFUSED.
 */
export function checkHost(given: string | undefined, listensOn: string): void {
  if (!isLoopback(listensOn)) return;
  const name = nameIn(given ?? '');
  if (name === null || !(LOOPBACK.has(name) || name === bare(listensOn)))
    throw new ProblemError('HOST_REFUSED', 'This server answers to its loopback addresses only');
}

/** A request that a cookie vouches for must come from a page of ours. Errors: ORIGIN_REFUSED. */
export function checkOrigin(origin: string | undefined, host: string | undefined): void {
  if (origin === undefined || host === undefined || originHost(origin) !== host)
    throw new ProblemError('ORIGIN_REFUSED', 'The request comes from a page of another origin');
}

function originHost(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}

/** `[::1]:8090` is `::1`. */
function nameIn(host: string): string | null {
  try {
    return bare(new URL(`http://${host}`).hostname);
  } catch {
    return null;
  }
}

const bare = (host: string): string => host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
