import { counted, assertNever, type AssignedGate, type Assignment, type Gate } from '@headrace/events';

/**
 * The whole of the first turn. Its first two lines are fixed, so that programs can read them as well. `proposal`: the file in
 * which the agent may propose other tasks in the place of this one.
 */
export function firstPrompt(assignment: Assignment, proposal: string): string {
  const { planId, taskId, fence, role, title, brief } = assignment;
  return sections([
    `Task: ${planId}.${taskId}\nAttempt: ${fence}`,
    [`Role: ${role.title || role.id}`, role.instructions].filter(Boolean).join('\n'),
    [`Title: ${title}`, brief].filter(Boolean).join('\n\n'),
    origin(assignment),
    scope(assignment),
    gates(assignment.gates),
    tooMuch(assignment),
    feedback(assignment.feedback),
    change(assignment),
    division(assignment, proposal),
  ]);
}

function origin({ origin: from, landed, resume, scope: paths }: Assignment): string {
  if (from.kind === 'split' && from.because === 'context') return partOf(from, paths);
  if (from.kind === 'split')
    return `Take the work from ${from.source} (ref ${from.ref}), only these paths: ${paths.join(' ')}\n\`git show ${from.source}:PATH\` shows a file of it.`;
  if (resume) return `Your workspace holds what an earlier attempt left (${resume.ref}): go on from there.`;
  return landed ? `Landed: ${landed.result} ${landed.title}` : '';
}

/** The work of the whole did not fit: nothing of it may be taken for done. */
function partOf(from: Extract<Assignment['origin'], { kind: 'split' }>, paths: readonly string[]): string {
  const part = `This is one part of ${from.of}, which was too much for one session: do only what belongs to ${paths.join(' ')}`;
  if (!from.ref.startsWith('refs/headrace/')) return part;
  return `${part}\nAn unfinished attempt left ${from.source} (ref ${from.ref}): \`git show ${from.source}:PATH\` shows a file of it.`;
}

function scope({ scope: paths, change }: Assignment): string {
  if (change === 'none')
    return 'Leave the workspace as it is: this task proves or reports, it changes nothing.';
  if (paths.length === 0) return 'Scope: the whole repository.';
  return `Scope: change only files that match ${paths.join(' ')}`;
}

function gates(assigned: readonly AssignedGate[]): string {
  if (assigned.length === 0) return '';
  return [
    'Gates that your work has to pass:',
    ...assigned.map(({ id, gate }) => `- ${id}: ${inWords(gate)}`),
  ].join('\n');
}

function inWords(gate: Gate): string {
  switch (gate.kind) {
    case 'command': {
      const { measure } = gate;
      const least = measure?.min === undefined ? '' : `, at least ${measure.min} ${measure.unit}`;
      const most = measure?.max === undefined ? '' : `, at most ${measure.max} ${measure.unit}`;
      return `\`${gate.run}\` ends with exit code 0${least}${most}`.trimEnd();
    }
    case 'size':
      return `at most ${counted(gate.max, 'changed line')}, generated files not counted`;
    case 'scope':
      return 'every changed file lies in the scope';
    case 'secret':
      return 'no credentials in what you add';
    case 'review':
      return `the role ${gate.role} reads the change and approves`;
    default:
      return assertNever(gate);
  }
}

function tooMuch({ contextFailures }: Assignment): string {
  if (contextFailures === 0) return '';
  const times = contextFailures === 1 ? 'An earlier attempt' : `${contextFailures} earlier attempts`;
  return `${times} did not fit your context. Read and print only what you need, in small steps.`;
}

function feedback(earlier: readonly string[]): string {
  return earlier.length === 0 ? '' : ['Earlier feedback:', ...earlier].join('\n\n');
}

const change = (assignment: Assignment): string =>
  assignment.change === 'none'
    ? ''
    : 'Edit the files in the current directory. They are committed, checked and pushed for you.';

function division({ taskId, role }: Assignment, file: string): string {
  return `Should this be several tasks rather than one, you may propose them instead of doing it: write them to ${file} (HEADRACE_PROPOSAL), in the words of a plan file, and end. Two tasks at least; ids are new in the plan; what a task does not say it has from this one.
\`\`\`yaml
note: Why it is several.
tasks:
  - { id: ${idFrom(taskId, 'model')}, title: One of them, brief: What is to be done., scope: ["src/model/**"] }
  - { id: ${idFrom(taskId, 'routes')}, title: The next one, role: ${role.id}, scope: ["src/routes/**"], needs: [${idFrom(taskId, 'model')}] }
\`\`\``;
}

const idFrom = (taskId: string, name: string): string => `${taskId.slice(0, 62 - name.length)}-${name}`;

/** What is wrong with what it proposed. `path`: where to write it again; null: for another attempt, which is told. */
export const proposalFailed = (fault: string, path: string | null): string =>
  sections([
    'What you proposed does not hold:',
    fault,
    path === null
      ? ''
      : `The file was taken away. Write the whole of it to ${path} again, or do the task as it is.`,
  ]);

const OUTPUT_CHARS = 6000;

/** What failed, for the next turn of the same session, or for the next attempt. */
export function gatesFailed(failing: readonly { id: string; summary: string; output: string }[]): string {
  const each = failing.map(({ id, summary, output }) => {
    const tail = output.trim().slice(-OUTPUT_CHARS);
    return [`${id}: ${summary}`, ...(tail === '' ? [] : ['```', tail, '```'])].join('\n');
  });
  return sections([`Gates failed:`, ...each]);
}

const DIFF_CHARS = 200_000;

/** What a reviewer is told of the task. */
export type Subject = Pick<Assignment, 'planId' | 'taskId' | 'title' | 'brief'>;

/** The whole of a reviewer's turn. */
export function reviewPrompt(
  subject: Subject,
  gate: AssignedGate,
  { base, head, diff }: { base: string; head: string; diff: string },
): string {
  const cut =
    diff.length > DIFF_CHARS
      ? `${diff.slice(0, DIFF_CHARS)}\n[cut here; \`git diff ${base} ${head}\` shows the rest]`
      : diff;
  return sections([
    `Review: ${subject.planId}.${subject.taskId}`,
    `Role: ${gate.reviewer?.role ?? ''}\n${gate.reviewer?.instructions ?? ''}`.trim(),
    `Title: ${subject.title}\n\n${subject.brief}`.trim(),
    'Read the change below. Change nothing. End with one line:\nVERDICT: approve — reason\nor\nVERDICT: reject — reason',
    `Diff of ${base}..${head}:\n\`\`\`diff\n${cut}\n\`\`\``,
  ]);
}

const sections = (parts: readonly string[]): string =>
  `${parts.filter((part) => part !== '').join('\n\n')}\n`;
