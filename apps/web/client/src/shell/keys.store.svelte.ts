import { tinykeys } from 'tinykeys';

export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;
export type Keys = ReturnType<typeof createKeys>;

const STORED = 'headrace.keys';

/** Keys of single letters can be turned off (WCAG 2.1.4); those with a modifier always work. */
export function createKeys() {
  let areOn = $state(read() !== 'off');

  /** Binds until the answer is called. Nothing is heard while somebody types, or from under a dialog. */
  function bind(map: KeyMap): () => void {
    const guarded = Object.entries(map).map(([keys, act]) => [keys, guard(keys, act)] as const);
    return tinykeys(window, Object.fromEntries(guarded), { ignore: isTyping });
  }

  const guard = (keys: string, act: (event: KeyboardEvent) => void) => (event: KeyboardEvent) => {
    const isModified = keys.includes('$mod');
    if (!isModified && (!areOn || isUnderDialog())) return;
    event.preventDefault();
    act(event);
  };

  return {
    bind,
    get areOn() {
      return areOn;
    },
    toggle: () => {
      areOn = !areOn;
      localStorage.setItem(STORED, areOn ? 'on' : 'off');
    },
  };
}

function read(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null; // no storage: on
  }
}

const isTyping = ({ target, isComposing, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  isComposing ||
  (!ctrlKey &&
    !metaKey &&
    target instanceof Element &&
    target.matches('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]'));

const isUnderDialog = (): boolean => document.querySelector('dialog[open]') !== null;

/** What `?` lists. */
export const keyWords: readonly (readonly [string, string])[] = [
  ['g o', 'Overview'],
  ['g i', 'Inbox'],
  ['g p', 'Plans'],
  ['g c', 'Changes'],
  ['g r', 'Runners'],
  ['g e', 'Events'],
  ['s', 'Schedule a task'],
  ['j k', 'Next, previous in a list'],
  ['← → ↑ ↓', 'Along the edges of a graph'],
  ['Home End', 'First, last of the critical path'],
  ['Enter', 'Open what is selected'],
  ['r', 'Review'],
  ['a b', 'Approve, send back'],
  ['f', 'Follow the end of a session'],
  ['+ − 0', 'Zoom in, out, to fit'],
  ['l', 'Tidy the graph'],
  ['⌘K', 'Search or command'],
  ['?', 'These keys'],
];
