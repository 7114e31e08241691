import { existsSync } from 'node:fs';
import path from 'node:path';
import { review } from './review.mjs';
import { part } from './work/take-part.mjs';

const WORK = path.join(import.meta.dirname, 'work');

/** The function that does what a prompt asks for: `(turn) => Promise<void>`. */
export async function workFor(prompt) {
  if (prompt.kind === 'review') return review;
  const work = await workOf(prompt);
  return prompt.kind === 'feedback' ? work.mend : work.begin;
}

async function workOf({ task, source }) {
  if (!task) return { begin: explain, mend: explain };
  const file = path.join(WORK, `${task}.mjs`);
  if (existsSync(file)) return { mend: nothingToMend, ...(await import(file)) };
  if (task.startsWith('integrate-')) return { begin: integrate, mend: nothingToMend };
  if (task.startsWith('check-')) return { begin: check, mend: nothingToMend };
  if (source) return { begin: part({ title: task, group: null, tests: null }), mend: nothingToMend };
  return { begin: note, mend: nothingToMend };
}

/** After a change has landed: a look at the branch, and not one edit. */
async function integrate(turn) {
  await turn.plan('look at what landed', 'try it together with the rest');
  await turn.run('git', 'log', '-3', '--format=%h %s');
  await turn.next();
  const { code, output } = await turn.run('node', 'tools/check-patterns.mjs');
  await turn.say(`${code === 0 ? 'It fits the rest' : 'It does not fit the rest'}: ${lastLine(output)}`);
}

/** The success criteria are gates; the task only says that the time has come. */
async function check(turn) {
  await turn.plan('see what landed', 'let the criteria be tried');
  await turn.run('git', 'log', '-8', '--format=%h %s');
  await turn.next();
  await turn.say('Nothing to change. The gates of this task are the success criteria of its phase.');
}

/** A task that it knows nothing about: it leaves a note, so that any plan can be tried with this agent. */
async function note(turn) {
  const { task, text, isReport } = turn.prompt;
  await turn.plan('write down what was asked');
  if (isReport) return turn.say('I was asked to change nothing, and changed nothing.');
  await turn.write(`notes/${task}.md`, `# ${task}\n\nThis is what I was asked:\n\n${quote(text)}\n`);
  return turn.say(`I know no work for ${task}, so I noted what I was asked in notes/${task}.md.`);
}

async function nothingToMend(turn) {
  await turn.say('I read what the gates said. This is what I can do; I have nothing to mend it with.');
}

async function explain(turn) {
  await turn.say('I found no line `Task: <plan>.<task>` in the prompt, so I do not know what to do.');
}

const lastLine = (text) => text.trim().split('\n').at(-1);
const quote = (text) => text.trimEnd().replaceAll(/^/gm, '> ').replaceAll(/ +$/gm, '');
