import { placed } from './place.ts';

/** What the orchestrator answers to a command; the position is null when it was so already. */
export type Accepted = { readonly position: number | null };

export const acceptedLine = ({ position }: Accepted, done: string): string =>
  position === null ? 'Nothing changed.' : `${done} at ${placed(position)}`;
