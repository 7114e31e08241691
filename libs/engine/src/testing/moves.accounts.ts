import { after } from '@headrace/events';
import { send, type Story } from './story.ts';
import { at, command } from './work.ts';

/** `r2` has an account of its own for codex; the others share one. */
export const accounts = { r1: {}, r2: { codex: 'team' }, r3: {} };

export const hasHeldAccount = ({ state }: Story): boolean => state.accounts.size > 0;

/** The planner wakes a held account, or a person tries it now. */
export function account(story: Story, a: number, b: number): void {
  const held = at([...story.state.accounts.values()], a);
  if (!held) return;
  if (b % 2) story.now = after(story.now, 20 * 60_000);
  const { account: name, until } = held;
  if (b % 3) send(story, command({ type: 'WakeAccount', account: name, until }));
  else send(story, command({ type: 'ReleaseAccount', account: name }));
}
