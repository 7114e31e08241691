/** What the brief of an attempt may have after one earlier attempt did not fit the model's context; halved with each further one. */
const FIRST_CHARS = 8000;
const LEAST_CHARS = 1000;

/**
 * The brief, or as much of it as may be said at once: cut at the end of a paragraph or line. Nothing is lost: the whole lies
 * in `file`, of which the agent can read the parts that it needs.
 */
export function fittingBrief(brief: string, contextFailures: number, file: string): string {
  if (contextFailures === 0) return brief;
  const limit = Math.max(LEAST_CHARS, FIRST_CHARS / 2 ** (contextFailures - 1));
  if (brief.length <= limit) return brief;
  const start = brief.slice(0, limit);
  const end = Math.max(start.lastIndexOf('\n\n'), start.lastIndexOf('\n'));
  const cut = end > limit / 2 ? start.slice(0, end) : start;
  return `${cut.trimEnd()}\n\n[cut here: the whole brief, ${brief.length} characters, is in ${file}; read the parts that you need]`;
}
