import {
  Event,
  after,
  instantOf,
  type Command,
  type CommandId,
  type Instant,
  type OrgId,
  type Recorded,
  type Stamp,
  type Stamped,
} from '@headrace/events';
import { decide } from '../decide.ts';
import { evolve } from '../evolve.ts';
import { createOrg, type OrgState } from '../org/org.state.ts';
import type { Decision } from '../refuse.ts';
import type { TaskState } from '../task/task.state.ts';

/** An org that lives through commands, as the orchestrator lets it: decide, record, fold. */
export type Story = {
  readonly state: OrgState;
  readonly log: Recorded[];
  readonly sent: Stamped[];
  /** A second passes with each command. */
  now: Instant;
};

export const beginStory = (): Story => ({
  state: createOrg('main' as OrgId),
  log: [],
  sent: [],
  now: instantOf(Date.UTC(2026, 10, 19, 9)),
});

/** Sends a command; what it causes is checked against its schema, recorded and folded. */
export function send(story: Story, command: Command, stamp: Partial<Stamp> = {}): Decision {
  story.now = after(story.now, 1000);
  const id = `c${story.sent.length + 1}` as CommandId;
  const stamped = { actor: 'person:ada', ...command, id, at: story.now, ...stamp } as Stamped;
  story.sent.push(stamped);
  const decision = decide(stamped, story.state);
  if (decision.ok) record(story, decision.value, stamped);
  return decision;
}

/** Sends a command that must not be refused; answers its events. */
export function act(story: Story, command: Command, stamp: Partial<Stamp> = {}): readonly Event[] {
  const decision = send(story, command, stamp);
  if (decision.ok) return decision.value;
  throw new Error(`${command.type} was refused: ${decision.error.code}: ${decision.error.message}`);
}

function record(story: Story, events: readonly Event[], { id: by, actor }: Stamped): void {
  const position = (story.log.at(-1)?.ref.position ?? 0) + 1;
  for (const [index, event] of events.entries()) {
    const recorded = { event: Event.parse(event), at: story.now, ref: { position, index }, by, actor };
    story.log.push(recorded);
    evolve(story.state, recorded);
  }
}

export const tasksIn = ({ state }: Pick<Story, 'state'>): readonly TaskState[] =>
  [...state.plans.values()].flatMap(({ tasks }) => [...tasks.values()]);

/** The same events folded into a new state. */
export function refold(log: readonly Recorded[], state = createOrg('main' as OrgId)): OrgState {
  for (const recorded of log) evolve(state, recorded);
  return state;
}
