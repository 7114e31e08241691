/** A number with its word: `1 approval`, `2 approvals`. Of a word that takes more than an s, the plural is said. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
