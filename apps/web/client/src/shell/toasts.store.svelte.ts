import type { StateGlyph } from '../task/task.words.ts';

export type Toast = {
  readonly id: number;
  readonly glyph: StateGlyph;
  readonly text: string;
  readonly position: number | null;
};

export type Toasts = ReturnType<typeof createToasts>;

const MOST = 3;
const STAYS_MS = 8000;

/** Only for the fate of one's own command whose object has left the page; at most three. */
export function createToasts() {
  let toasts = $state.raw<readonly Toast[]>([]);
  let last = 0;

  const close = (id: number) => (toasts = toasts.filter((toast) => toast.id !== id));

  function say(glyph: StateGlyph, text: string, position: number | null): void {
    const id = ++last;
    toasts = [...toasts, { id, glyph, text, position }].slice(-MOST);
    setTimeout(() => close(id), STAYS_MS);
  }

  return {
    say,
    close,
    get all() {
      return toasts;
    },
  };
}
