import { constants } from 'node:fs';
import { open, realpath, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  counted,
  fail,
  ok,
  PROPOSAL_BYTES,
  PROPOSAL_FILE,
  Proposal,
  type ProblemDocument,
  type Result,
} from '@headrace/events';
import { Refused } from '../wire/orchestrator.ts';
import { untilAnswered } from '../wire/patience.ts';
import type { Desk } from './desk.ts';

/**
 * What the agent wrote to have its task divided, as the orchestrator reads it, or in words what is wrong with it; null: it
 * wrote nothing. What does not hold is taken away, so that it is not read twice. Errors: the signal's reason.
 */
export async function proposalIn(desk: Desk, signal: AbortSignal): Promise<Result<Proposal, string> | null> {
  const text = await textIn(desk.dir.proposal);
  if (!text) return null;
  const checked = text.ok ? await checkedBy(desk, desk.redact(text.value), signal) : text;
  if (!checked.ok) await rm(desk.dir.proposal, { recursive: true, force: true });
  return checked;
}

/** What stands in the agent's own file: nothing that it only points to, nor more than anybody would read. */
async function textIn(path: string): Promise<Result<string, string> | null> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  let file: FileHandle;
  try {
    const folder = dirname(path);
    if ((await realpath(folder)) !== folder) return fail(`${folder} leads elsewhere.`);
    file = await open(path, flags);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? null : fail(`${PROPOSAL_FILE} is no file that can be read (${code}).`);
  }
  try {
    if (!(await file.stat()).isFile()) return fail(`${PROPOSAL_FILE} is no file.`);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(PROPOSAL_BYTES + 1));
    if (bytesRead > PROPOSAL_BYTES) return fail(`${PROPOSAL_FILE} has over ${PROPOSAL_BYTES} bytes.`);
    return ok(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}

async function checkedBy(desk: Desk, text: string, signal: AbortSignal): Promise<Result<Proposal, string>> {
  const { host, record } = desk;
  const { attemptId, fence, token } = record.assignment;
  await desk.drained(); // it can only propose once it has begun
  signal.throwIfAborted();
  const until = AbortSignal.any([signal, host.off]);
  const json = { attemptId, fence, text };
  const call = { method: 'POST', path: '/tasks/proposal', token, json, signal: until } as const;
  try {
    return ok(await untilAnswered(() => host.orchestrator.call(call, Proposal), { signal: until }));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return fail(desk.redact(wordsOf(error.problem)));
  }
}

/** More than an agent mends before the next try. */
const MOST_PROBLEMS = 30;

/** Each problem with its place, as people are told. */
function wordsOf({ code, detail, hint, problems = [] }: ProblemDocument): string {
  if (problems.length === 0) return `${code}: ${detail} ${hint}`;
  const more = problems.length - MOST_PROBLEMS;
  return [
    ...problems.slice(0, MOST_PROBLEMS).map((problem) => {
      const { file = PROPOSAL_FILE, line = 1, column = 1, message, expected, nearest } = problem;
      const wanted = expected === undefined ? '' : ` Expected: ${expected}.`;
      const guess = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
      return `${file}:${line}:${column} ${problem.code}: ${message}${wanted}${guess}`;
    }),
    ...(more > 0 ? [`and ${counted(more, 'more problem')}`] : []),
  ].join('\n');
}
