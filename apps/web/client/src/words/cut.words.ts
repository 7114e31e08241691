/** At most so many letters, without the middle: ids that begin alike end apart. */
export function middleCut(text: string, most: number): string {
  if (text.length <= most) return text;
  const tail = Math.max(1, Math.min(4, Math.floor((most - 1) / 2)));
  return `${text.slice(0, Math.max(1, most - 1 - tail))}…${text.slice(-tail)}`;
}
