export type PaletteStore = ReturnType<typeof createPalette>;

/** Whether the palette is open, and what for. */
export function createPalette() {
  let mode = $state<'closed' | 'search' | 'keys'>('closed');
  return {
    get mode() {
      return mode;
    },
    open: () => (mode = 'search'),
    openKeys: () => (mode = 'keys'),
    close: () => (mode = 'closed'),
  };
}
