import type { Ref, TaskAdded } from '@headrace/events';
import type { TaskState } from './task.state.ts';

/** Most tasks have the same few lists, most of all the empty one: one of each is enough for a million tasks. */
const NONE: readonly never[] = [];
const orNone = <T>(list: readonly T[]): readonly T[] => (list.length === 0 ? NONE : list);

const BLOCKED = { status: 'blocked' } as const;

export function createTask({ planId, taskId, ordinal, origin, spec }: TaskAdded, added: Ref): TaskState {
  const { brief: _, split: __, ...kept } = spec;
  return {
    ...{ planId, taskId, ordinal, origin, added },
    ...kept,
    edited: NONE,
    needs: orNone(spec.needs),
    after: orNone(spec.after),
    scope: orNone(spec.scope),
    labels: orNone(spec.labels),
    gates: orNone(spec.gates),
    life: BLOCKED,
    held: null,
    hasBeenOver: false,
    unmet: 0,
    path: 0,
    readySince: null,
    readyRef: null,
    fence: 0,
    failures: 0,
    streak: null,
    feedback: NONE,
    ended: NONE,
    changeId: null,
    proposal: null,
    splitInto: null,
  };
}
