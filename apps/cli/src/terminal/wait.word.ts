/** `14:05`, on the clock of whoever reads it; with its day where that is not today. */
export function timeWord(time: string, now = new Date()): string {
  const at = new Date(time);
  const two = (n: number) => String(n).padStart(2, '0');
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return at.toDateString() === now.toDateString() ? clock : `${day} ${clock}`;
}

export const untilWord = (until: string, now = new Date()): string => `until ${timeWord(until, now)}`;

export const waitWord = (until: string, now = new Date()): string => `waiting ${untilWord(until, now)}`;
