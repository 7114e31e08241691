import type { LogLine } from '@headrace/events';

/** What an agent did, as one row of the session: its own words in one piece, its tools with what they gave back. */
export type Step = {
  /** Of its first line in the attempt's log, from 0. */
  readonly line: number;
  readonly verb: LogLine['t'];
  readonly text: string;
  readonly path: string | null;
  readonly toolId: string | null;
  readonly at: string;
  /** Lines that a tool gave back. */
  readonly output: readonly string[];
};

const joins: ReadonlySet<LogLine['t']> = new Set(['says', 'thinks']);
const tools: ReadonlySet<LogLine['t']> = new Set(['runs', 'reads', 'edits', 'asks', 'gate']);

/** `first`: the number of the first of `lines`. */
export function stepsOf(lines: readonly LogLine[], first = 0): readonly Step[] {
  const steps: Step[] = [];
  for (const [offset, line] of lines.entries()) {
    const place = placeOf(steps, line);
    const next = steps[place] && merged(steps[place], line);
    if (next) steps[place] = next;
    else steps.push(stepOf(line, first + offset));
  }
  return steps;
}

/** Tools may run side by side: a line goes to the newest step of its tool, else to the last step. */
const RECENT = 12;
function placeOf(steps: readonly Step[], { toolId }: LogLine): number {
  if (toolId === undefined) return steps.length - 1;
  const place = steps.slice(-RECENT).findLastIndex((step) => step.toolId === toolId);
  return place < 0 ? steps.length - 1 : Math.max(0, steps.length - RECENT) + place;
}

function stepOf({ t, text, path, toolId, at }: LogLine, line: number): Step {
  const [title, output] = t === 'out' ? ['', [text]] : toolId === undefined ? [text, []] : parted(text);
  return { line, verb: t, text: title, path: path ?? null, toolId: toolId ?? null, at, output };
}

/** A finished tool's line is its title, and beneath it what it printed; a patch stays in one piece. */
function parted(text: string): readonly [string, readonly string[]] {
  if (isPatch(text)) return [text, []];
  const [title = '', ...output] = text.split('\n');
  return [title, output];
}

/** The step with this line in it, where it belongs to it. */
function merged(step: Step, line: LogLine): Step | null {
  const isSameTool = (line.toolId ?? null) === step.toolId;
  if (line.t === 'out' && (step.verb === 'out' || (tools.has(step.verb) && isSameTool)))
    return { ...step, output: [...step.output, line.text] };
  if (line.t === step.verb && line.t === 'plans') return { ...step, text: line.text };
  if (line.t === step.verb && joins.has(line.t)) return { ...step, text: `${step.text}\n${line.text}` };
  if (line.t !== step.verb || !tools.has(line.t) || !isSameTool || step.toolId === null) return null;
  const [text, output] = parted(line.text);
  return {
    ...step,
    text: text || step.text,
    path: line.path ?? step.path,
    output: [...step.output, ...output],
  };
}

/** What a person reads of a verb. */
export const verbWords: Readonly<Record<LogLine['t'], string>> = {
  says: 'says',
  thinks: 'thinks',
  reads: 'reads',
  edits: 'edits',
  runs: 'runs',
  plans: 'plans',
  asks: 'asks',
  out: 'prints',
  gate: 'gate',
  runner: 'runner',
  error: 'error',
};

/** Whether a tool's text is a patch. */
export const isPatch = (text: string): boolean => /^(@@ |--- |diff --git )/m.test(text);
