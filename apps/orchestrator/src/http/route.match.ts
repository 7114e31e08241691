import type { Route } from './route.ts';

/** The methods that some route takes at this path. */
export function methodsAt(routes: readonly Route[], path: string): readonly string[] {
  const steps = path.split('/');
  const fitting = routes.filter((route) => fits(route.path.split('/'), steps));
  return [...new Set(fitting.map(({ method }) => method))].sort();
}

const fits = (pattern: readonly string[], steps: readonly string[]): boolean =>
  pattern.length === steps.length && pattern.every((part, i) => part.startsWith(':') || part === steps[i]);
