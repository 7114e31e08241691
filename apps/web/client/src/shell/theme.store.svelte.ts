const KEY = 'headrace.theme';

export type Theme = ReturnType<typeof createTheme>;

/** The system's theme until a person pins the other one. */
export function createTheme(root: HTMLElement = document.documentElement) {
  const prefersDark = () => matchMedia('(prefers-color-scheme: dark)').matches;
  const pinned = () =>
    root.dataset['theme'] === 'dark' || root.dataset['theme'] === 'light' ? root.dataset['theme'] : null;
  let current = $state(pinned() ?? (prefersDark() ? 'dark' : 'light'));
  return {
    get current() {
      return current;
    },
    toggle: () => {
      current = current === 'dark' ? 'light' : 'dark';
      root.dataset['theme'] = current;
      try {
        localStorage.setItem(KEY, current);
      } catch {
        // no storage: pinned until the page is closed
      }
    },
  };
}
