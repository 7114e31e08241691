import { z } from 'zod';

/** One of many, with its place where it is about a text. */
const DocumentProblem = z.looseObject({
  code: z.string(),
  path: z.string(),
  message: z.string(),
  expected: z.string().optional(),
  nearest: z.string().optional(),
  file: z.string().optional(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
});

/** RFC 9457 problem document, with our code. Content type application/problem+json. Never carries a stack. */
export const ProblemDocument = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  hint: z.string(),
  path: z.string().optional(),
  expected: z.string().optional(),
  state: z.string().optional(),
  allowed: z.array(z.string()).optional(),
  proof: z.array(z.object({ position: z.number(), index: z.number() })).optional(),
  problems: z.array(DocumentProblem).optional(),
  correlation: z.string().optional(),
});
export type ProblemDocument = z.infer<typeof ProblemDocument>;

/** What `POST /commands` answers for each command, in order. `position` is null when nothing changed. */
export const CommandAnswer = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    id: z.string(),
    position: z.number().int().nullable(),
    events: z.array(z.string()),
  }),
  z.object({ ok: z.literal(false), id: z.string(), problem: ProblemDocument }),
]);
export type CommandAnswer = z.infer<typeof CommandAnswer>;
