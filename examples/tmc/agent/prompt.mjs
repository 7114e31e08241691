/**
 * What a prompt asks for. `kind` is `work`, `feedback` or `review`; `source` is the commit to take the work from, if any, and
 * `paths` the patterns of what to take; `isReport`: nothing may be changed; `heard`: an earlier attempt was sent back.
 * `known` is the task of the session, which a feedback round does not repeat.
 */
export function readPrompt(text, known = null) {
  const first = (pattern) => pattern.exec(text)?.[1] ?? null;
  const review = first(/^Review: +[a-z0-9-]+\.([a-z0-9-]+)/m);
  const named = first(/^Task: +[a-z0-9-]+\.([a-z0-9-]+)/m);
  const isFeedback = /^\s*Gates failed:/.test(text);
  return {
    kind: isFeedback ? 'feedback' : review && !named ? 'review' : 'work',
    task: review ?? named ?? known,
    attempt: Number(first(/^Attempt: +(\d+)/m) ?? 1),
    source: first(/Take the work from +`?([0-9a-f]{40}(?:[0-9a-f]{24})?)\b/),
    paths: first(/only these paths: +(.+)$/m)?.split(/\s+/) ?? [],
    isReport: /^Leave the workspace as it is\b/m.test(text),
    heard: isFeedback || /^Earlier feedback:/m.test(text),
    text,
  };
}
