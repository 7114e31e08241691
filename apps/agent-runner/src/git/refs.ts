/** Where the work of an attempt lies on the forge. */
export const salvageRef = (plan: string, task: string, fence: number): string =>
  `refs/headrace/salvage/${plan}/${task}.${fence}`;

/** Where the commit of a prepared landing lies on the forge until the branch has it, so that any runner can finish it. */
export const landingRef = (plan: string, task: string, change: string): string =>
  `refs/headrace/landing/${plan}/${task}.${change.split('.').at(-1) ?? ''}`;

/** Where the commits of a landed change lie on the forge, once its branch has been taken away. */
export const landedRef = (plan: string, task: string, change: string): string =>
  `refs/headrace/landed/${plan}/${task}.${change.split('.').at(-1) ?? ''}`;

/** A ref or path that git must not see. */
export class Unsafe extends Error {}

/** Answers `refs/heads/<branch>`; what `git check-ref-format` refuses, and what looks like an option, is Unsafe. */
export function headRef(branch: string): string {
  return checkedRef(`refs/heads/${branch}`);
}

export function checkedRef(ref: string): string {
  const parts = ref.split('/');
  const isBad =
    !ref.startsWith('refs/') ||
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\.$|\/$|\/\//.test(ref) ||
    parts.some(
      (part) => part === '' || part.startsWith('.') || part.startsWith('-') || part.endsWith('.lock'),
    );
  if (isBad) throw new Unsafe(`not a usable git ref: ${JSON.stringify(ref)}`);
  return ref;
}

/** https, ssh or a local path, and nothing that git would take for an option or a helper. */
export function checkedUrl(url: string): string {
  const isGood =
    /^(https|ssh|file):\/\/[^-]/.test(url) ||
    /^\/[^\0\n]*$/.test(url) ||
    /^[\w.][\w.@-]*:(?!:|\/\/)[^-\n]/.test(url);
  if (!isGood) throw new Unsafe(`not a usable git url: ${JSON.stringify(url)}`);
  return url;
}

/** A directory's name made from free text. */
export function directoryName(text: string): string {
  const name = text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '');
  return (name || 'work').slice(0, 80);
}
