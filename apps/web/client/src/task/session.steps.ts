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

const joins: ReadonlySet<LogLine['t']> = new Set(['says', 'thinks', 'plans']);
const tools: ReadonlySet<LogLine['t']> = new Set(['runs', 'reads', 'edits', 'asks']);

/** `first`: the number of the first of `lines`. */
export function stepsOf(lines: readonly LogLine[], first = 0): readonly Step[] {
  const steps: Step[] = [];
  for (const [offset, line] of lines.entries()) {
    const last = steps.at(-1);
    const next = last && merged(last, line);
    if (next) steps[steps.length - 1] = next;
    else steps.push(stepOf(line, first + offset));
  }
  return steps;
}

const stepOf = ({ t, text, path, toolId, at }: LogLine, line: number): Step => ({
  ...{ line, verb: t, text: t === 'out' ? '' : text, path: path ?? null, toolId: toolId ?? null, at },
  output: t === 'out' ? [text] : [],
});

/** The step with this line in it, where it belongs to it. */
function merged(step: Step, line: LogLine): Step | null {
  const isSameTool = (line.toolId ?? null) === step.toolId;
  if (line.t === 'out' && (step.verb === 'out' || (tools.has(step.verb) && isSameTool)))
    return { ...step, output: [...step.output, line.text] };
  if (line.t === step.verb && joins.has(line.t)) return { ...step, text: `${step.text}\n${line.text}` };
  if (line.t === step.verb && tools.has(line.t) && isSameTool && step.toolId !== null && line.text !== '')
    return { ...step, text: line.text, path: line.path ?? step.path };
  return null;
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
