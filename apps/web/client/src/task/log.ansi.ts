import Anser from 'anser';

export type Span = { readonly text: string; readonly look: string };

/** A line's colours as classes of ours; whatever else a terminal would do with it is left out. */
export function spansOf(line: string): readonly Span[] {
  if (!line.includes('\u001b')) return [{ text: line, look: '' }];
  return Anser.ansiToJson(line, { use_classes: true, remove_empty: true }).map(
    ({ content, fg, decorations }) => ({
      text: content,
      look: [fg?.replace('bright-', '') ?? '', ...decorations].filter((name) => name !== '').join(' '),
    }),
  );
}
