/** What a code of the registry, `errors.ts`, stands for. */
export type ErrorEntry = { readonly status: number; readonly title: string; readonly hint: string };

export const entry = (status: number, title: string, hint: string): ErrorEntry => ({ status, title, hint });
