/** A binary heap that knows where its members are, so that any of them can be moved or dropped in O(log n). */
export type Heap<T> = {
  readonly isBefore: (a: T, b: T) => boolean;
  readonly members: T[];
  readonly places: Map<T, number>;
};

export const createHeap = <T>(isBefore: (a: T, b: T) => boolean): Heap<T> => ({
  isBefore,
  members: [],
  places: new Map(),
});

export const first = <T>(heap: Heap<T>): T | undefined => heap.members[0];

/** Adds a member, or moves it to where it now belongs. */
export function put<T>(heap: Heap<T>, member: T): void {
  const place = heap.places.get(member) ?? heap.members.length;
  sink(heap, member, rise(heap, member, place));
}

/** Nothing happens where it is no member. */
export function drop<T>(heap: Heap<T>, member: T): void {
  const place = heap.places.get(member);
  if (place === undefined) return;
  heap.places.delete(member);
  const last = heap.members.pop();
  if (last !== undefined && last !== member) sink(heap, last, rise(heap, last, place));
}

/** Visits all members before `limit`, in any order, until `visit` answers false. */
export function visitBefore<T>(
  heap: Heap<T>,
  isBefore: (member: T) => boolean,
  visit: (member: T) => boolean,
): void {
  const open = [0];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const member = heap.members[place];
    if (member === undefined || !isBefore(member)) continue;
    if (!visit(member)) return;
    open.push(2 * place + 1, 2 * place + 2);
  }
}

function rise<T>(heap: Heap<T>, member: T, from: number): number {
  let place = from;
  while (place > 0) {
    const parent = heap.members[(place - 1) >> 1] as T; // a place above 0 has a parent
    if (!heap.isBefore(member, parent)) break;
    set(heap, place, parent);
    place = (place - 1) >> 1;
  }
  set(heap, place, member);
  return place;
}

function sink<T>(heap: Heap<T>, member: T, from: number): void {
  let place = from;
  for (;;) {
    const child = earlierChild(heap, place);
    if (child === null || !heap.isBefore(heap.members[child] as T, member)) break; // `child` is within bounds
    set(heap, place, heap.members[child] as T);
    place = child;
  }
  set(heap, place, member);
}

function earlierChild<T>({ members, isBefore }: Heap<T>, place: number): number | null {
  const left = 2 * place + 1;
  if (left >= members.length) return null;
  const right = left + 1;
  return right < members.length && isBefore(members[right] as T, members[left] as T) ? right : left;
}

function set<T>(heap: Heap<T>, place: number, member: T): void {
  heap.members[place] = member;
  heap.places.set(member, place);
}
