/** `until 14:05`, on the clock of whoever reads it; with its day where that is not today. */
export function untilWord(until: string, now = new Date()): string {
  const at = new Date(until);
  const two = (n: number) => String(n).padStart(2, '0');
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `until ${at.toDateString() === now.toDateString() ? clock : `${day} ${clock}`}`;
}

export const waitWord = (until: string, now = new Date()): string => `waiting ${untilWord(until, now)}`;
