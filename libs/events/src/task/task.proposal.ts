import { z } from 'zod';
import { AttemptId } from '../ids.ts';
import { TaskFile } from '../plan/plan.file.ts';
import { ChildTask, ProposeDecomposition } from './task.decomposition.ts';

/** The largest file that proposes a decomposition, in bytes of UTF-8: read in a few ten milliseconds. */
export const PROPOSAL_BYTES = 64 * 1024;

/** What the file is called, for people and in the places of its problems. */
export const PROPOSAL_FILE = 'proposal.yaml';

/** What an agent writes when its task is several: tasks in the words of a plan file. Unknown keys are errors. */
export const ProposalFile = z.strictObject({
  note: z.string().max(1000).default(''),
  tasks: z
    .array(ChildTask.extend({ brief: TaskFile.shape.brief }))
    .min(2)
    .max(100),
});
export type ProposalFile = z.infer<typeof ProposalFile>;

/** `POST /tasks/proposal`: checks what an attempt is about to propose; nothing is recorded. Answers a `Proposal`. */
export const ProposalCheck = z.object({
  attemptId: AttemptId,
  fence: z.number().int().positive(),
  text: z.string().max(PROPOSAL_BYTES),
});
export type ProposalCheck = z.infer<typeof ProposalCheck>;

/** What `ProposeDecomposition` says of it; long briefs are evidence by then. */
export const Proposal = ProposeDecomposition.pick({ children: true, note: true });
export type Proposal = z.infer<typeof Proposal>;
