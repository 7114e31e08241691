import type { TaskState } from '../task/task.state.ts';

export type Offers = { readonly entries: Map<TaskState, unknown> };
export const createOffers = (): Offers => ({ entries: new Map() });
